using System.Text.Json;
using Muster.Engine.Auditing;
using Muster.Engine.Plans;
using Muster.Server.Accounts;
using Muster.Server.Scheduling;
using Muster.Server.Ui;

namespace Muster.Server.Auditing;

/// <summary>Says of audit entries through what and from where they were done: as it stands in them, or as far as the name and the sign-in of whoever did it tell.</summary>
internal sealed class EntryOrigins
{
    private readonly Dictionary<string, List<(long Number, DateTimeOffset At, string Address)>> _signIns;

    private EntryOrigins(Dictionary<string, List<(long, DateTimeOffset, string)>> signIns) => _signIns = signIns;

    /// <summary>Knows the sign-ins that sessions of these entries can go back to.</summary>
    public static async Task<EntryOrigins> LoadAsync(
        IAuditLog audit,
        IReadOnlyList<AuditEntry> entries,
        CancellationToken cancellationToken
    )
    {
        var signIns = new Dictionary<string, List<(long, DateTimeOffset, string)>>(StringComparer.Ordinal);
        var silent = entries.Where(entry => Text(entry, DeedOrigin.ThroughName) is null).ToList();
        if (silent.Count == 0)
            return new EntryOrigins(signIns);
        var filter = new AuditFilter
        {
            Action = "account.signedIn",
            From = silent.Min(entry => entry.At) - SessionTickets.Longest,
            To = silent.Max(entry => entry.At),
        };
        await foreach (var entry in audit.EntriesAsync(filter, cancellationToken))
            if (Text(entry, "from") is { } address)
            {
                if (!signIns.TryGetValue(entry.Actor, out var own))
                    signIns[entry.Actor] = own = [];
                own.Add((entry.Number, entry.At, address));
            }
        return new EntryOrigins(signIns);
    }

    /// <summary>The origin of an entry, for people; empty when nothing tells it.</summary>
    public string Of(Texts T, AuditEntry entry)
    {
        if (Text(entry, DeedOrigin.ThroughName) is { } through)
            return Words(through == "api" ? T["API"] : T["app"], Text(entry, DeedOrigin.AddressName));
        if (entry.Action == "account.signedIn" && Text(entry, "from") is { } from)
            return Words(T["app"], from);
        if (entry.Actor == ConnectionSchedules.Actor)
            return T["schedule"];
        if (SecondPerson.PersonOf(entry.Actor) != entry.Actor)
            return T["API"];
        var before = _signIns.GetValueOrDefault(entry.Actor)?.FindLast(signIn => signIn.Number < entry.Number);
        if (before is { Address: { } address } known && entry.At - known.At <= SessionTickets.Longest)
            return T["app, signed in from {0}", address];
        return entry.Actor.LastIndexOf('@') is > 0 and var at && !entry.Actor.Contains(' ', StringComparison.Ordinal)
            ? T["command line on {0}", entry.Actor[(at + 1)..]]
            : "";
    }

    private static string Words(string through, string? address) => address is null ? through : $"{through}, {address}";

    private static string? Text(AuditEntry entry, string name)
    {
        if (!entry.Detail.Contains($"\"{name}\":", StringComparison.Ordinal))
            return null;
        using var detail = JsonDocument.Parse(entry.Detail);
        return detail.RootElement.TryGetProperty(name, out var fact) && fact.ValueKind == JsonValueKind.String ? fact.GetString() : null;
    }
}
