using System.Buffers.Binary;
using System.IO.Compression;
using System.Text.Json;

namespace Muster.GraphEmulator.Histories;

/// <summary>Reads a JSON Lines file, gzip or plain by its content, one object a line, and words every fault the same way.</summary>
internal sealed class JsonLines : IDisposable
{
    private const int LongestLine = 1 << 30;
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    private readonly string _path;
    private readonly Stream _content;
    private readonly uint? _lengthInTrailer;
    private long _unpacked;
    private byte[] _buffer = new byte[1 << 16];
    private int _start;
    private int _end;
    private bool _ended;

    public JsonLines(string path)
    {
        _path = path;
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
        try
        {
            Span<byte> magic = stackalloc byte[2];
            var isGzip = file.ReadAtLeast(magic, 2, throwOnEndOfStream: false) == 2 && magic is [0x1f, 0x8b];
            _lengthInTrailer = isGzip ? LengthInTrailer(file) : null;
            file.Position = 0;
            _content = isGzip ? new GZipStream(file, CompressionMode.Decompress) : file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Number of the line read last, from 1; 0 before the first.</summary>
    public long Line { get; private set; }

    /// <summary>Next line as a JSON object, or null at the end of the file. The caller disposes of it.</summary>
    public JsonDocument? Read()
    {
        Line++;
        if (!TryReadLine(out var line))
        {
            return null;
        }

        try
        {
            var document = JsonDocument.Parse(line, Strict);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return document;
            }

            document.Dispose();
        }
        catch (JsonException fault)
        {
            throw Fault($"not JSON: {Sentence(fault.Message)}; expected one JSON object a line", fault);
        }

        throw Fault("not a JSON object; expected one JSON object a line");
    }

    /// <summary>The exception for a fault at the current line.</summary>
    /// <param name="what">What is wrong and what was expected, without a full stop.</param>
    /// <param name="inner">The cause, if it is another exception.</param>
    public InvalidDataException Fault(string what, Exception? inner = null) => new($"{_path}, line {Line}: {what}.", inner);

    public void Dispose() => _content.Dispose();

    private bool TryReadLine(out ReadOnlyMemory<byte> line)
    {
        for (var searched = 0; ; )
        {
            var feed = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n');
            if (feed >= 0 || _ended)
            {
                var length = feed >= 0 ? searched + feed : _end - _start;
                line = WithoutMark(_buffer.AsMemory(_start, length));
                _start += feed >= 0 ? length + 1 : length;
                return feed >= 0 || length > 0;
            }

            searched = _end - _start;
            Fill();
        }
    }

    private void Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        if (_end == _buffer.Length)
        {
            if (_end >= LongestLine)
            {
                throw Fault("longer than 1 GiB; expected one JSON object a line");
            }

            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        try
        {
            var read = _content.Read(_buffer, _end, _buffer.Length - _end);
            _end += read;
            _unpacked += read;
            _ended = read == 0;
        }
        catch (InvalidDataException fault)
        {
            throw Fault(
                $"gzip cannot be unpacked: {Sentence(fault.Message)}; expected a whole gzip file, is it cut off or damaged?",
                fault
            );
        }

        // GZipStream takes a file that is cut off for one that ends there.
        if (_ended && _lengthInTrailer is { } length && length != (_unpacked & uint.MaxValue))
        {
            throw Fault($"gzip ends after {_unpacked} bytes of text; expected a whole gzip file of one member, is it cut off?");
        }
    }

    private static uint LengthInTrailer(FileStream file)
    {
        Span<byte> length = stackalloc byte[4];
        file.Seek(-Math.Min(4, file.Length), SeekOrigin.End);
        return file.ReadAtLeast(length, 4, throwOnEndOfStream: false) == 4
            ? BinaryPrimitives.ReadUInt32LittleEndian(length)
            : uint.MaxValue;
    }

    private ReadOnlyMemory<byte> WithoutMark(ReadOnlyMemory<byte> line) =>
        Line == 1 && line.Span.StartsWith([(byte)0xef, (byte)0xbb, (byte)0xbf]) ? line[3..] : line;

    private static string Sentence(string message) => message.Split(" LineNumber:")[0].TrimEnd('.', ' ');
}
