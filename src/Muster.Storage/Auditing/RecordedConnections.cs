using System.Text.Json;
using Muster.Storage.Connections;

namespace Muster.Storage.Auditing;

/// <summary>What the audit log says last about each connection: where it leads, and whom it imports.</summary>
internal sealed class RecordedConnections
{
    private readonly Dictionary<int, Recorded> _last = [];

    /// <summary>Connections that are recorded, were not removed, and were not checked.</summary>
    public IEnumerable<string> Unused => _last.Where(entry => !entry.Value.Checked).Select(entry => $"Connection {entry.Key}");

    public void Take(string action, string name, JsonElement detail)
    {
        if (!detail.TryGetProperty("tenant", out _))
            return;
        var key = detail.GetProperty("connection").GetInt32();
        if (action == AuditActions.ConnectionRemoved)
            _last.Remove(key);
        else
            _last[key] = new Recorded([
                ("name", name),
                ("tenant", Text(detail, "tenant")),
                ("client", Text(detail, "client")),
                ("Graph address", Text(detail, "graph")),
                ("import rule", Same(Text(detail, "importRule"))),
            ]);
    }

    public void Check(int key, string name, string tenant, string client, string graph, string? rule, Action<string> fault)
    {
        if (!_last.TryGetValue(key, out var recorded))
        {
            fault($"Connection {key} is not in the audit log.");
            return;
        }
        recorded.Checked = true;
        string?[] stored = [name, tenant, client, graph, Same(rule)];
        foreach (var ((what, value), now) in recorded.Values.Zip(stored))
            if (value != now)
                fault($"Connection {key}: its {what} is not what the audit log recorded last.");
    }

    /// <summary>A rule as it is written today, whichever version wrote it.</summary>
    private static string? Same(string? rule) => rule is null ? null : ImportRuleCodec.Encode(ImportRuleCodec.Decode(rule));

    private static string? Text(JsonElement detail, string name) => detail.TryGetProperty(name, out var value) ? value.GetString() : null;

    private sealed class Recorded(IReadOnlyList<(string What, string? Value)> values)
    {
        public IReadOnlyList<(string What, string? Value)> Values { get; } = values;

        public bool Checked { get; set; }
    }
}
