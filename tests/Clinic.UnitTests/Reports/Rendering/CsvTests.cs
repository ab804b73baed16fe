using System.Text;
using Clinic.Core.Reports.Rendering;
using Xunit;

namespace Clinic.UnitTests.Reports.Rendering;

public sealed class CsvTests
{
    [Fact]
    public void A_table_is_a_byte_order_mark_and_lines_that_end_in_CRLF() =>
        Assert.Equal("\uFEFFMotivo,Sesiones\r\nDuelo,12\r\nAdicción,3\r\n", Csv.Write(["Motivo", "Sesiones"], [["Duelo", "12"], ["Adicción", "3"]]));

    [Fact]
    public void A_table_without_rows_is_its_header() => Assert.Equal("\uFEFFa,b\r\n", Csv.Write(["a", "b"], []));

    [Fact]
    public void On_the_wire_it_begins_with_the_mark_of_UTF8() =>
        Assert.Equal([0xEF, 0xBB, 0xBF, (byte)'a', 0x0D, 0x0A], new UTF8Encoding(false).GetBytes(Csv.Write(["a"], [])));

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("", "\"\"")]
    [InlineData(" blanks ", " blanks ")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("say \"hello\"", "\"say \"\"hello\"\"\"")]
    [InlineData("\"", "\"\"\"\"")]
    [InlineData("one\ntwo", "\"one\ntwo\"")]
    [InlineData("one\r\ntwo", "\"one\r\ntwo\"")]
    [InlineData("Íñigo Núñez 😀", "Íñigo Núñez 😀")]
    [InlineData("1234.50", "1234.50")]
    [InlineData("-1234.50", "-1234.50")]
    [InlineData("-0", "-0")]
    [InlineData("=1+2", "'=1+2")]
    [InlineData("=HYPERLINK(\"http://example.org\",\"x\")", "\"'=HYPERLINK(\"\"http://example.org\"\",\"\"x\"\")\"")]
    [InlineData("+5215512345678", "'+5215512345678")]
    [InlineData("-2+3", "'-2+3")]
    [InlineData("-1e3", "'-1e3")]
    [InlineData("- 1", "'- 1")]
    [InlineData("-", "'-")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("\t=1", "'\t=1")]
    [InlineData("\r=1", "\"'\r=1\"")]
    [InlineData("\n=1", "\"'\n=1\"")]
    [InlineData("＝1+2", "'＝1+2")]
    [InlineData("a=1", "a=1")]
    public void A_cell_is_written(string cell, string written) => Assert.Equal($"\uFEFFh\r\n{written}\r\n", Csv.Write(["h"], [[cell]]));

    [Fact]
    public void An_empty_cell_beside_another_needs_no_quotes() => Assert.Equal("\uFEFFa,b\r\n,\r\n", Csv.Write(["a", "b"], [["", ""]]));

    [Fact]
    public void A_header_cannot_be_a_formula_either() => Assert.Equal("\uFEFF'=a\r\n", Csv.Write(["=a"], []));
}
