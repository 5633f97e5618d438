using System.Text.Json;

namespace Muster.GraphEmulator.Histories;

/// <summary>A file of the format <c>muster-directory-history/1</c>: JSON Lines, gzip or plain.</summary>
public sealed class HistoryFile : ITenantHistory
{
    internal const string Format = "muster-directory-history/1";

    private readonly string _path;
    private readonly long _changeSets;

    /// <summary>Reads the header; the change sets are read when asked for.</summary>
    /// <exception cref="InvalidDataException">The first line is not the header of such a file.</exception>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    public HistoryFile(string path)
    {
        _path = path;
        using var lines = new JsonLines(path);
        _changeSets = ReadHeader(lines);
        DisplayName = HistoryFiles.NameOf(path);
    }

    /// <inheritdoc/>
    public string DisplayName { get; }

    /// <inheritdoc/>
    public long? LastSeq => _changeSets;

    /// <inheritdoc/>
    /// <remarks>A change set is handed out only after all its operations were understood.</remarks>
    public IEnumerable<ChangeSet> ChangeSets() => Entries().OfType<ChangeSet>();

    /// <summary>The checkpoints of the file in order; reads the whole file.</summary>
    /// <exception cref="InvalidDataException">The file is not what its format says.</exception>
    public IEnumerable<Checkpoint> Checkpoints() => Entries().OfType<Checkpoint>();

    private IEnumerable<object> Entries()
    {
        using var lines = new JsonLines(_path);
        ReadHeader(lines);
        var (seq, at) = (0L, DateTimeOffset.MinValue);
        for (var line = lines.Read(); line is not null; line = lines.Read())
        {
            using (line)
            {
                if (line.RootElement.TryGetProperty("checkpoint", out _))
                {
                    yield return ReadCheckpoint(lines, line.RootElement, seq);
                    continue;
                }

                var changes = ReadChangeSet(lines, line.RootElement, seq, at);
                (seq, at) = (changes.Seq, changes.At);
                yield return changes;
            }
        }

        if (seq != _changeSets)
        {
            throw lines.Fault($"the file ends after change set {seq}; expected {_changeSets} change sets, as the header says");
        }
    }

    private static long ReadHeader(JsonLines lines)
    {
        using var line = lines.Read() ?? throw lines.Fault($"the file is empty; expected the header of {Format}");
        var header = new JsonRecord(lines, line.RootElement, "the header");
        return header.Text("format") == Format ? header.Count("commits") : throw header.Wrong("format", $"\"{Format}\"");
    }

    private static Checkpoint ReadCheckpoint(JsonLines lines, JsonElement element, long seq)
    {
        var checkpoint = new JsonRecord(lines, element, "the checkpoint");
        if (checkpoint.Count("checkpoint") != seq)
        {
            throw checkpoint.Wrong("checkpoint", $"{seq}, the change set before it");
        }

        var counts = checkpoint.Object("counts");
        return new(
            seq,
            checkpoint.Text("sha256"),
            checkpoint.Text("effectiveSha256"),
            new(
                counts.Count("users"),
                counts.Count("enabledUsers"),
                counts.Count("groups"),
                counts.Count("userMembers"),
                counts.Count("groupMembers"),
                counts.Count("owners"),
                counts.Count("effective")
            )
        );
    }

    private static ChangeSet ReadChangeSet(JsonLines lines, JsonElement element, long before, DateTimeOffset earliest)
    {
        var record = new JsonRecord(lines, element, "the change set");
        if (record.Count("seq") != before + 1)
        {
            throw record.Wrong("seq", $"{before + 1}, one more than the change set before it");
        }

        var at = record.Time("at");
        if (at < earliest)
        {
            throw record.Wrong("at", $"{earliest:yyyy-MM-ddTHH:mm:ssZ} or later, for time never runs backwards");
        }

        return new(before + 1, at, record.Array("ops").Select(operation => OperationReader.Read(lines, operation)).ToList());
    }
}
