using System.Text;
using System.Text.Json;
using Muster.Cli.Terminals;

namespace Muster.Cli.Exporting;

/// <summary>Where an export goes: standard output, or a file that takes its new content only when that is whole.</summary>
internal sealed class OutputFile : IAsyncDisposable
{
    private readonly string? _path;
    private readonly string? _partial;
    private readonly MemoryStream _buffer = new();

    private OutputFile(string? path, string? partial, TextWriter writer, Stream bytes) =>
        (_path, _partial, Writer, Bytes) = (path, partial, writer, bytes);

    /// <summary>Writes text to the destination.</summary>
    public TextWriter Writer { get; }

    /// <summary>Writes bytes to the destination, instead of text.</summary>
    public Stream Bytes { get; }

    /// <summary>Whether a file that was named means standard output.</summary>
    public static bool IsStandard(FileInfo? file) => file is null || file.ToString() == "-";

    public static OutputFile Open(FileInfo? file, Terminal terminal)
    {
        if (file is null || IsStandard(file))
            return new OutputFile(null, null, terminal.Writer, terminal.Bytes ?? new TextStream(terminal.Writer));
        if (file.Directory is not { Exists: true } folder)
            throw new UserErrorException(ExitCodes.NotFound, $"--out: there is no folder {file.DirectoryName}.");
        try
        {
            // A link is followed; devices and pipes are written to, since putting a file in their place would break them.
            var path = file.Exists && file.ResolveLinkTarget(returnFinalTarget: true) is FileInfo target ? target.FullName : file.FullName;
            var whole = !File.Exists(path) || new FileInfo(path).Length > 0;
            var partial = whole ? path + ".partial" : null;
            var writer = new StreamWriter(partial ?? path, false, new UTF8Encoding(false), 1 << 16);
            if (whole && File.Exists(path) && !OperatingSystem.IsWindows())
                File.SetUnixFileMode(partial!, File.GetUnixFileMode(path));
            return new OutputFile(path, partial, writer, writer.BaseStream);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException(ExitCodes.Unexpected, $"--out: cannot write in {folder.FullName} ({fault.Message.TrimEnd('.')}).");
        }
    }

    public void WriteJson(Action<Utf8JsonWriter> write)
    {
        _buffer.SetLength(0);
        using (var json = new Utf8JsonWriter(_buffer, JsonFormat.Writer))
            write(json);
        Writer.Write(Encoding.UTF8.GetString(_buffer.GetBuffer(), 0, (int)_buffer.Length));
        Writer.Write('\n');
    }

    /// <summary>Gives the file its name.</summary>
    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        await Writer.FlushAsync(cancellationToken);
        if (_path is null)
            return;
        await Writer.DisposeAsync();
        if (_partial is not null)
            File.Move(_partial, _path, overwrite: true);
    }

    public async ValueTask DisposeAsync()
    {
        await _buffer.DisposeAsync();
        if (_path is null)
            return;
        await Writer.DisposeAsync();
        if (_partial is not null)
            File.Delete(_partial);
    }
}
