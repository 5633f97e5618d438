using System.Text.Json;
using Muster.Engine.Auditing;
using Muster.Engine.Plans;
using Muster.Server.Accounts;
using Muster.Server.Scheduling;
using Muster.Server.Ui;

namespace Muster.Server.Auditing;

/// <summary>Says of audit entries through what and from where they were done: as it stands in them or, for those of versions that did not record it, as far as the name and the sign-in of whoever did it tell.</summary>
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
        var silent = entries.Where(entry => DeedOrigin.In(entry) is null).ToList();
        if (silent.Count == 0)
            return new EntryOrigins(signIns);
        var filter = new AuditFilter
        {
            Action = "account.signedIn",
            From = silent.Min(entry => entry.At) - SessionTickets.Longest,
            To = silent.Max(entry => entry.At),
        };
        await foreach (var entry in audit.EntriesAsync(filter, cancellationToken))
            if (From(entry) is { } address)
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
        if (entry.Actor == ConnectionSchedules.Actor)
            return T["schedule"];
        if (DeedOrigin.In(entry) is { } origin)
            return origin.Emergency ? T["{0}, emergency access", Said(T, entry, origin)] : Said(T, entry, origin);
        if (entry.Action == "account.signedIn" && From(entry) is { } from)
            return Words(T["app"], from);
        if (SecondPerson.PersonOf(entry.Actor) != entry.Actor)
            return T["API"];
        var before = _signIns.GetValueOrDefault(entry.Actor)?.FindLast(signIn => signIn.Number < entry.Number);
        if (before is { Address: { } address } known && entry.At - known.At <= SessionTickets.Longest)
            return T["app, signed in from {0}", address];
        return Machine(entry) is { } machine ? T["command line on {0}", machine] : "";
    }

    private static string Said(Texts T, AuditEntry entry, DeedOrigin origin) =>
        origin switch
        {
            { Through: RequestOrigin.App } => Words(T["app"], origin.Address),
            { Through: RequestOrigin.Api } => Words(T["API"], origin.Address),
            _ when origin == DeedOrigin.Schedule => T["schedule"],
            _ when origin == DeedOrigin.Notification => T["change notification"],
            _ when origin == DeedOrigin.CommandLine => Machine(entry) is { } machine
                ? T["command line on {0}", machine]
                : T["command line"],
            _ => Words(origin.Through, origin.Address),
        };

    /// <summary>Where somebody sat at a terminal, by the name they have there; null for another name.</summary>
    private static string? Machine(AuditEntry entry) =>
        entry.Actor.LastIndexOf('@') is > 0 and var at && !entry.Actor.Contains(' ', StringComparison.Ordinal)
            ? entry.Actor[(at + 1)..]
            : null;

    private static string Words(string through, string? address) => address is null ? through : $"{through}, {address}";

    /// <summary>From where somebody signed in, which entries of sign-ins have had from the beginning.</summary>
    private static string? From(AuditEntry entry)
    {
        using var detail = JsonDocument.Parse(entry.Detail);
        return detail.RootElement.TryGetProperty("from", out var from) && from.ValueKind == JsonValueKind.String ? from.GetString() : null;
    }
}
