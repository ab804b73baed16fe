using System.Text;
using Clinic.Ingestion.Csv;
using Xunit;

namespace Clinic.UnitTests.Legacy;

public sealed class CsvReaderTests
{
    private static readonly UTF8Encoding Utf8 = new(false, throwOnInvalidBytes: true);

    [Theory]
    [InlineData("a,b\n1,2\n", "a|b;1|2")]
    [InlineData("a,b\r\n1,2\r\n", "a|b;1|2")]
    [InlineData("a,b\r1,2\r", "a|b;1|2")]
    [InlineData("a,b\n1,2", "a|b;1|2")]
    [InlineData("a,b\n\n\r\n1,2\n\n", "a|b;1|2")]
    [InlineData("\n\na\n", "a")]
    [InlineData("a,\n,\n", "a|;|")]
    [InlineData("a,", "a|")]
    [InlineData("\"a,b\",\"c\"\n", "a,b|c")]
    [InlineData("\"1 hija, \"\"Nena\"\"\"\n", "1 hija, \"Nena\"")]
    [InlineData("\"\"\"\",\"\"\n", "\"|")]
    [InlineData("\"\"", "")]
    [InlineData("\"one\ntwo\r\nthree\rfour\"\n", "one\ntwo\r\nthree\rfour")]
    [InlineData(" a , \tb\n", " a | \tb")]
    [InlineData("Ñáñez,O'Farrill,漢字,🙂\n", "Ñáñez|O'Farrill|漢字|🙂")]
    public async Task Records_are_read_as_RFC_4180_writes_them(string text, string expected) =>
        Assert.Equal(expected, Join(await ReadAllAsync(Utf8.GetBytes(text))));

    [Theory]
    [InlineData("")]
    [InlineData("\n\r\n\n")]
    [InlineData("\uFEFF")]
    public async Task A_text_without_a_record_has_none(string text) => Assert.Empty(await ReadAllAsync(Utf8.GetBytes(text)));

    [Fact]
    public async Task A_byte_order_mark_is_not_part_of_the_first_field()
    {
        var records = await ReadAllAsync(Utf8.GetBytes("\uFEFFid,x\n1,\uFEFFy\n"));

        Assert.Equal("id|x;1|\uFEFFy", Join(records));
    }

    [Theory]
    [InlineData("a\nb\n", "1,2")]
    [InlineData("a\r\nb\r\n", "1,2")]
    [InlineData("a\rb\r", "1,2")]
    [InlineData("\n\r\n\ra\n\nb\n", "4,6")]
    [InlineData("\"1\n2\r\n3\r4\"\nb\n", "1,5")]
    public async Task A_record_knows_the_line_on_which_it_begins(string text, string lines) =>
        Assert.Equal(lines, string.Join(',', (await ReadAllAsync(Utf8.GetBytes(text))).Select(record => record.Line)));

    [Theory]
    [InlineData("a,b\n\"never closed,\n1,2\n", 2, "never closed")]
    [InlineData("a\n\"x\" y\n", 2, "behind a closing quote")]
    [InlineData("a\n\"x\n\"\"\n\"y\n", 4, "behind a closing quote")]
    [InlineData("a\nx\"y\n", 2, "inside a field")]
    [InlineData("a\n1,\0\n", 2, "NUL")]
    [InlineData("a\n\"\0\"\n", 2, "NUL")]
    public async Task What_is_no_CSV_is_refused_at_its_line(string text, long line, string reason)
    {
        var error = await Assert.ThrowsAsync<CsvException>(() => ReadAllAsync(Utf8.GetBytes(text)));

        Assert.Equal((line, false), (error.Line, error.IsEncoding));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a,b\n1,x\n2,Mu\xF1oz\n3,y\n", 3)]
    [InlineData("a,b\nMu\xF1oz,x\n", 2)]
    [InlineData("a\n\"one\ntwo\r\nMu\xF1oz\nfour\"\n", 4)]
    [InlineData("a\nx\n\xC3", 3)]
    [InlineData("\xEF\xBB\nid\n", 1)]
    [InlineData("\xFF\xFEi\0d\0", 1)]
    public async Task Bytes_that_are_not_UTF_8_are_refused_at_their_line(string latin, long line)
    {
        var error = await Assert.ThrowsAsync<CsvException>(() => ReadAllAsync(Encoding.Latin1.GetBytes(latin)));

        Assert.Equal((line, !latin.Contains('\0', StringComparison.Ordinal)), (error.Line, error.IsEncoding));
        Assert.DoesNotContain("oz", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Windows_1252_is_read_when_it_is_named()
    {
        var encoding = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

        Assert.Equal("Muñoz|10 €", Join(await ReadAllAsync(encoding.GetBytes("Muñoz,10 €\n"), encoding)));
    }

    [Theory]
    [InlineData(8, "12345678\n", true)]
    [InlineData(8, "123456789\n", false)]
    [InlineData(8, "\"1234\n678\"\n", true)]
    [InlineData(8, "\"1234\n6789", false)]
    [InlineData(8, "ñññññ\n", false)]
    public async Task A_field_has_at_most_so_many_bytes(int longest, string text, bool taken)
    {
        var reading = ReadAllAsync(Utf8.GetBytes(text), longest: longest);

        if (taken)
            Assert.Single(await reading);
        else
            Assert.Contains("longer than 8 bytes", (await Assert.ThrowsAsync<CsvException>(() => reading)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_record_has_at_most_a_hundred_fields()
    {
        Assert.Equal(100, (await ReadAllAsync(Utf8.GetBytes(new string(',', 99) + "\n"))).Single().Fields.Count);
        await Assert.ThrowsAsync<CsvException>(() => ReadAllAsync(Utf8.GetBytes(new string(',', 100) + "\n")));
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\r")]
    public async Task Reading_goes_on_from_behind_any_record(string lineEnd)
    {
        var text = Utf8.GetBytes("\uFEFF" + string.Join(lineEnd, "id,name", "1,\"Ñ" + lineEnd + "o\"", "", "2,Íñigo", "3,z", ""));
        var whole = await ReadAllAsync(text);

        for (var i = 0; i < whole.Count; i++)
        {
            var next = whole[i].Next;
            var rest = await ReadAllAsync(text[(int)next.Offset..], start: next);
            Assert.Equal(Join([.. whole.Skip(i + 1)]), Join(rest));
            Assert.Equal(whole.Skip(i + 1).Select(record => (record.Line, record.Next)), rest.Select(record => (record.Line, record.Next)));
        }
    }

    /// <summary>The buffer's edges come at every place of a record.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(65_536)]
    public async Task However_the_bytes_come_the_records_are_the_same(int chunk)
    {
        var text = string.Concat(Enumerable.Range(1, 9_000).Select(i => $"{i},\"ñ \"\"{i}\"\"\r\nx\",{new string('y', i % 7)}\r\n"));
        var reader = new CsvReader(new Drip(Utf8.GetBytes(text), chunk), Utf8, 1_000, CsvPosition.Start);

        for (var i = 1; i <= 9_000; i++)
        {
            var record = await reader.ReadAsync();
            Assert.Equal([$"{i}", $"ñ \"{i}\"\r\nx", new string('y', i % 7)], record!.Fields);
            Assert.Equal(2 * i - 1, record.Line);
        }
        Assert.Null(await reader.ReadAsync());
    }

    private static async Task<IReadOnlyList<CsvRecord>> ReadAllAsync(byte[] text, Encoding? encoding = null, int longest = 1_000, CsvPosition? start = null)
    {
        var reader = new CsvReader(new MemoryStream(text), encoding ?? Utf8, longest, start ?? CsvPosition.Start);
        var records = new List<CsvRecord>();
        while (await reader.ReadAsync() is { } record)
            records.Add(record);
        return records;
    }

    private static string Join(IReadOnlyList<CsvRecord> records) => string.Join(';', records.Select(record => string.Join('|', record.Fields)));

    /// <summary>Gives a few bytes at a time, as a network does.</summary>
    private sealed class Drip(byte[] content, int chunk) : MemoryStream(content)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, chunk)], cancellationToken);
    }
}
