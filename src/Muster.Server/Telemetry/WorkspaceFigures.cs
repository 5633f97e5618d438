using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Muster.Engine.Plans;
using Muster.Engine.Platform;
using Muster.Server.Home;
using Muster.Server.Runs;
using Muster.Server.Wording;

namespace Muster.Server.Telemetry;

/// <summary>How the workspace stands, for whoever collects figures. The database is asked at most once in <see cref="Lasts"/>, however many collect, and never while nobody does.</summary>
internal sealed partial class WorkspaceFigures(MusterInstance muster, LiveRuns live, TimeProvider clock, ILogger<WorkspaceFigures> log)
    : IDisposable
{
    /// <summary>So long what was looked up counts.</summary>
    public static readonly TimeSpan Lasts = TimeSpan.FromSeconds(15);

    private readonly SemaphoreSlim _one = new(1, 1);
    private volatile Figures? _known;

    /// <summary>The present.</summary>
    public DateTimeOffset Now => clock.GetUtcNow();

    /// <summary>What was last looked up; null before anything was. Where that is old, it is looked up anew for the next who ask.</summary>
    public Figures? Recent
    {
        get
        {
            if (!IsFresh)
                _ = Task.Run(() => RefreshAsync(CancellationToken.None), CancellationToken.None);
            return _known;
        }
    }

    private bool IsFresh => _known is { } known && Now - known.At < Lasts;

    /// <summary>Looks it up, unless what is known is fresh. What cannot be looked up is not told any more, until it can.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        if (IsFresh)
            return;
        await _one.WaitAsync(cancellationToken);
        try
        {
            if (!IsFresh)
                _known = await LoadAsync(cancellationToken);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            _known = null;
            LogNotRead(failure);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose() => _one.Dispose();

    private async Task<Figures> LoadAsync(CancellationToken cancellationToken)
    {
        var (database, now) = (muster.Database, Now);
        var revision = await database.Platform.RevisionAsync(cancellationToken);
        var problems = await database.Problems.OpenCountsAsync(within: null, now, cancellationToken);
        var connections = new List<ConnectionFigures>();
        foreach (var connection in await muster.Connections.ListAsync(cancellationToken))
        {
            var standing = await ConnectionStanding.LoadAsync(muster, live, connection, problems, cancellationToken);
            connections.Add(new ConnectionFigures(connection.Name, standing.Health, standing.ReadAt));
        }
        return new Figures(
            now,
            await database.Platform.CountUsersAsync(revision, new UserQuery { Active = true }, cancellationToken),
            await database.Platform.CountGroupsAsync(revision, new GroupQuery(), cancellationToken),
            await database.Plans.CountAsync(new PlanFilter(null, PlanState.Held, null, int.MaxValue), cancellationToken),
            problems.Values.Sum(),
            connections
        );
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "How the workspace stands could not be looked up for its figures")]
    private partial void LogNotRead(Exception failure);
}

/// <summary>How the workspace stood at a moment.</summary>
/// <param name="At">The moment.</param>
/// <param name="Users">Active users.</param>
/// <param name="Groups">Groups in use.</param>
/// <param name="HeldPlans">Plans that wait for a person.</param>
/// <param name="OpenProblems">Problems that stand and are not put aside.</param>
/// <param name="Connections">Its connections.</param>
internal sealed record Figures(
    DateTimeOffset At,
    long Users,
    long Groups,
    long HeldPlans,
    long OpenProblems,
    IReadOnlyList<ConnectionFigures> Connections
)
{
    /// <summary>Seconds since each directory was last read to the end; nothing of one that never was.</summary>
    public IEnumerable<Measurement<double>> ReadAges(DateTimeOffset now) =>
        Connections
            .Where(connection => connection.ReadAt is not null)
            .Select(connection => new Measurement<double>(
                (now - connection.ReadAt!.Value).TotalSeconds,
                new KeyValuePair<string, object?>("muster.connection", connection.Name)
            ));

    /// <summary>Every word for how a connection can stand, with 1 for the one that is true of it.</summary>
    public IEnumerable<Measurement<int>> Healths() =>
        from connection in Connections
        from health in Enum.GetValues<HealthWord>()
        select new Measurement<int>(
            connection.Health == health ? 1 : 0,
            new KeyValuePair<string, object?>("muster.connection", connection.Name),
            new KeyValuePair<string, object?>("muster.health", JsonFormat.Word(health))
        );
}

/// <summary>How a connection stood.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Health">The worst that was true of it.</param>
/// <param name="ReadAt">When its directory was last read to the end; null for never.</param>
internal sealed record ConnectionFigures(string Name, HealthWord Health, DateTimeOffset? ReadAt);
