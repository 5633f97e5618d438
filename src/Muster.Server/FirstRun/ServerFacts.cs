using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Muster.Engine.Auditing;
using Muster.Server.Accounts;

namespace Muster.Server.FirstRun;

/// <summary>What an owner said of this server when it was set up: where people reach it, and in which time zone they live.</summary>
/// <remarks>Another process on the same database may have said something else since: whoever shows or changes it reads it before.</remarks>
internal sealed class ServerFacts(IDbContextFactory<AccountsContext> contexts, KeptTexts kept, IAuditLog audit, TimeProvider clock)
{
    private const string Kind = "server";
    private const string Name = "facts";
    private Stated _stated = new(null, "UTC");

    /// <summary>Where people reach it; null where nobody said, and a request's own host is right.</summary>
    public Uri? Address => _stated.Address;

    /// <summary>The time zone of new schedules, and of readers whose own is not known, by its IANA name; UTC where nobody said.</summary>
    public string TimeZone => _stated.TimeZone;

    /// <summary>The same as a zone; UTC when this machine does not know it.</summary>
    public TimeZoneInfo Zone => TimeZoneInfo.TryFindSystemTimeZoneById(_stated.TimeZone, out var zone) ? zone : TimeZoneInfo.Utc;

    /// <summary>Who said so last, and when; null where nobody said.</summary>
    public (string? Name, DateTimeOffset At)? Said { get; private set; }

    /// <summary>Reads them; the server does so when it starts.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        // Each owner who says it has a row; the latest counts.
        var rows = await context.KeptTexts.AsNoTracking().Where(row => row.Kind == Kind && row.Name == Name).ToListAsync(cancellationToken);
        if (rows.MaxBy(row => row.ChangedAt) is { } latest)
        {
            Said = (
                await context
                    .Users.Where(row => row.Id == latest.Account)
                    .Select(row => row.DisplayName)
                    .FirstOrDefaultAsync(cancellationToken),
                latest.ChangedAt
            );
            _stated = Read(latest.Text);
        }
    }

    /// <summary>Keeps them, on record.</summary>
    /// <param name="account">The owner who says it.</param>
    /// <param name="actor">Their name.</param>
    /// <param name="address">Where people reach the server; null for whatever address they use.</param>
    /// <param name="timeZone">IANA name of a time zone.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public async Task SaveAsync(Guid account, string actor, Uri? address, string timeZone, CancellationToken cancellationToken)
    {
        var stated = new Stated(address, timeZone);
        if (stated == _stated)
            return;
        await using var turn = await audit.TurnAsync(cancellationToken);
        for (var saved = (int?)null; saved is null; )
        {
            var version = (await kept.FindAsync(account, Kind, Name, cancellationToken))?.Version ?? 0;
            saved = await kept.SaveAsync(account, Kind, Name, JsonSerializer.Serialize(stated), version, cancellationToken);
        }
        await turn.AppendAsync(
            actor,
            "server.setUp",
            "server",
            [("publicAddress", address?.ToString() ?? ""), ("timeZone", timeZone)],
            cancellationToken
        );
        await turn.CommitAsync(CancellationToken.None);
        (_stated, Said) = (stated, (actor, clock.GetUtcNow()));
    }

    private static Stated Read(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<Stated>(text) ?? new(null, "UTC");
        }
        catch (JsonException)
        {
            return new(null, "UTC");
        }
    }

    private sealed record Stated(Uri? Address, string TimeZone);
}
