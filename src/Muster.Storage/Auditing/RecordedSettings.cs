using System.Text.Json;

namespace Muster.Storage.Auditing;

/// <summary>What the audit log says about the versions of settings: a digest of the row of each.</summary>
internal sealed class RecordedSettings
{
    private readonly Dictionary<(int Connection, long Version), string> _digests = [];

    /// <summary>Versions that are recorded and were not checked.</summary>
    public IEnumerable<string> Unused => _digests.Keys.Select(key => Name(key.Connection, key.Version));

    public void Take(JsonElement detail)
    {
        var connection = detail.TryGetProperty("connection", out var key) ? key.GetInt32() : 0;
        _digests[(connection, detail.GetProperty("version").GetInt64())] = detail.GetProperty(RowDigest.Name).GetString() ?? "";
    }

    /// <inheritdoc cref="RecordedRuns.Check" />
    public void Check(int connection, long version, string digest, Func<string> asKept, Action<string> fault)
    {
        if (!_digests.Remove((connection, version), out var recorded))
            fault($"{Name(connection, version)}: stored, and not in the audit log.");
        else if (recorded != digest && recorded != asKept())
            fault($"{Name(connection, version)}: what is stored is not what the audit log recorded.");
    }

    private static string Name(int connection, long version) =>
        $"Version {version} of the settings of {(connection == 0 ? "the workspace" : $"connection {connection}")}";
}
