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

    /// <summary>What was said last, as of the last look.</summary>
    public StatedFacts Stated { get; private set; } = StatedFacts.None;

    /// <summary>Where people reach it; null where nobody said, and a request's own host is right.</summary>
    public Uri? Address => Stated.Address;

    /// <summary>The time zone of new schedules, and of readers whose own is not known, by its IANA name; UTC where nobody said.</summary>
    public string TimeZone => Stated.TimeZone;

    /// <summary>The same as a zone; UTC when this machine does not know it.</summary>
    public TimeZoneInfo Zone => TimeZoneInfo.TryFindSystemTimeZoneById(Stated.TimeZone, out var zone) ? zone : TimeZoneInfo.Utc;

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
            Stated = Read(latest.Text);
        }
    }

    /// <summary>Keeps them, on record.</summary>
    /// <param name="account">The owner who says it.</param>
    /// <param name="actor">Their name.</param>
    /// <param name="seen">What they looked at.</param>
    /// <param name="stated">What they say.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>False when somebody else said something else since, here or in another process; nothing was changed, and theirs is known now.</returns>
    public async Task<bool> SaveAsync(Guid account, string actor, StatedFacts seen, StatedFacts stated, CancellationToken cancellationToken)
    {
        // Whoever saves holds the log meanwhile: of two processes the later one sees what the earlier one saved.
        await using var turn = await audit.TurnAsync(cancellationToken);
        await LoadAsync(cancellationToken);
        if (stated == Stated)
            return true;
        if (seen != Stated)
            return false;
        for (var saved = (int?)null; saved is null; )
        {
            var version = (await kept.FindAsync(account, Kind, Name, cancellationToken))?.Version ?? 0;
            saved = await kept.SaveAsync(account, Kind, Name, JsonSerializer.Serialize(stated), version, cancellationToken);
        }
        await turn.AppendAsync(
            actor,
            "server.setUp",
            "server",
            [("publicAddress", stated.Address?.ToString() ?? ""), ("timeZone", stated.TimeZone)],
            cancellationToken
        );
        await turn.CommitAsync(CancellationToken.None);
        (Stated, Said) = (stated, (actor, clock.GetUtcNow()));
        return true;
    }

    private static StatedFacts Read(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<StatedFacts>(text) ?? StatedFacts.None;
        }
        catch (JsonException)
        {
            return StatedFacts.None;
        }
    }
}

/// <summary>What is said of a server.</summary>
/// <param name="Address">Where people reach it; null for whatever address they use.</param>
/// <param name="TimeZone">IANA name of a time zone.</param>
internal sealed record StatedFacts(Uri? Address, string TimeZone)
{
    /// <summary>Nobody said anything.</summary>
    public static readonly StatedFacts None = new(null, "UTC");
}
