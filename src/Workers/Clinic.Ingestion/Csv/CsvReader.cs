using System.Buffers;
using System.Text;

namespace Clinic.Ingestion.Csv;

/// <summary>
/// Reads RFC 4180 from a stream of any length, byte by byte in a fixed buffer, so that a record's position in the stream is known and
/// reading can continue from it. A line ends with CRLF, LF or CR. Strict: a quote inside a bare field, text after a closing quote, an
/// unclosed quote and a NUL are <see cref="CsvException"/>s, and so are bytes that are not in the encoding. Empty lines are
/// left out.
/// </summary>
/// <param name="stream">The bytes from <paramref name="start"/> on.</param>
/// <param name="encoding">A superset of ASCII that throws at unknown bytes.</param>
/// <param name="longestField">In bytes.</param>
/// <param name="start">Where the stream begins.</param>
internal sealed class CsvReader(Stream stream, Encoding encoding, int longestField, CsvPosition start)
{
    private const int MostFields = 100;
    private readonly byte[] buffer = new byte[65_536];
    private readonly ArrayBufferWriter<byte> field = new();
    private readonly List<string> fields = [];
    private int at;
    private int end;
    private long offset = start.Offset;
    private long line = start.Line;
    private long fieldLine = start.Line;
    private byte last;

    private enum State
    {
        FieldStart,
        Bare,
        Quoted,
        Closed,
    }

    /// <summary>The next record; null at the end.</summary>
    public async ValueTask<CsvRecord?> ReadAsync(CancellationToken cancellationToken = default)
    {
        if (offset == 0)
            await SkipMarkAsync(cancellationToken);
        var began = line;
        var state = State.FieldStart;
        while (true)
        {
            var next = await NextAsync(cancellationToken);
            switch (state, next)
            {
                case (State.Quoted, -1):
                    throw new CsvException(began, "A quote is opened in this record and never closed.");
                case (_, -1):
                    return fields.Count == 0 && field.WrittenCount == 0 && state is State.FieldStart ? null : Record(began);
                case (State.Quoted, '"'):
                    state = State.Closed;
                    break;
                case (State.Quoted, _):
                    Append((byte)next);
                    break;
                case (State.Closed, '"'):
                    Append((byte)'"');
                    state = State.Quoted;
                    break;
                case (State.FieldStart, '"'):
                    state = State.Quoted;
                    break;
                case (_, ','):
                    EndField();
                    state = State.FieldStart;
                    break;
                case (_, '\r') when await PeekAsync(cancellationToken) == '\n':
                    break;
                case (State.FieldStart, '\n' or '\r') when fields.Count == 0:
                    began = fieldLine = line;
                    break;
                case (_, '\n' or '\r'):
                    return Record(began);
                case (State.Closed, _):
                    throw new CsvException(line, "There is text behind a closing quote.");
                case (_, '"'):
                    throw new CsvException(line, "There is a quote inside a field that does not begin with one.");
                default:
                    Append((byte)next);
                    state = State.Bare;
                    break;
            }
        }
    }

    private CsvRecord Record(long began)
    {
        EndField();
        var record = new CsvRecord(began, [.. fields], new CsvPosition(offset, line));
        fields.Clear();
        return record;
    }

    private void Append(byte value)
    {
        if (value == 0)
            throw new CsvException(line, "There is a NUL: this is no text.");
        if (field.WrittenCount >= longestField)
            throw new CsvException(line, $"A field is longer than {longestField} bytes.");
        field.GetSpan(1)[0] = value;
        field.Advance(1);
    }

    private void EndField()
    {
        if (fields.Count == MostFields)
            throw new CsvException(line, $"A record has more than {MostFields} fields.");
        try
        {
            fields.Add(encoding.GetString(field.WrittenSpan));
        }
        catch (DecoderFallbackException error)
        {
            throw new CsvException(fieldLine + LineBreaks(field.WrittenSpan[..error.Index]), "The text is not in its encoding.", isEncoding: true);
        }
        field.ResetWrittenCount();
        fieldLine = line;
    }

    private static int LineBreaks(ReadOnlySpan<byte> text) => text.Count((byte)'\n') + text.Count((byte)'\r') - text.Count("\r\n"u8);

    private async ValueTask SkipMarkAsync(CancellationToken cancellationToken)
    {
        if (await PeekAsync(cancellationToken) != 0xEF || encoding is not UTF8Encoding)
            return;
        for (var i = 0; i < 3; i++)
        {
            if (await NextAsync(cancellationToken) != Encoding.UTF8.Preamble[i])
                throw new CsvException(1, "The text is not in its encoding.", isEncoding: true);
        }
    }

    private ValueTask<int> NextAsync(CancellationToken cancellationToken)
    {
        if (at == end)
            return FillAsync(cancellationToken);
        var value = buffer[at++];
        offset++;
        if (value == '\r' || (value == '\n' && last != '\r'))
            line++;
        last = value;
        return new ValueTask<int>(value);
    }

    private async ValueTask<int> FillAsync(CancellationToken cancellationToken) =>
        await PeekAsync(cancellationToken) < 0 ? -1 : await NextAsync(cancellationToken);

    private async ValueTask<int> PeekAsync(CancellationToken cancellationToken)
    {
        if (at == end)
        {
            end = await stream.ReadAsync(buffer, cancellationToken);
            at = 0;
        }
        return end == 0 ? -1 : buffer[at];
    }
}

/// <summary>One record; lines are counted from 1, and a record may have several.</summary>
/// <param name="Line">Where it begins.</param>
/// <param name="Next">Where the next record begins.</param>
internal sealed record CsvRecord(long Line, IReadOnlyList<string> Fields, CsvPosition Next);

/// <summary>A position between two records from which reading can continue: the number of bytes before it, and its line.</summary>
internal readonly record struct CsvPosition(long Offset, long Line)
{
    public static CsvPosition Start { get; } = new(0, 1);
}

/// <summary>The text is not what RFC 4180 describes, or is not in its encoding, or a field is too long. The message does not contain any of the text.</summary>
internal sealed class CsvException(long line, string message, bool isEncoding = false) : Exception(message)
{
    public long Line { get; } = line;

    /// <summary>The bytes are not in the encoding.</summary>
    public bool IsEncoding { get; } = isEncoding;
}
