using Muster.Engine.Connections;
using Muster.Engine.Workspaces;
using Muster.Server.Ui;
using Muster.Storage.Postgres;

namespace Muster.Server.Diagnosing;

/// <summary>Where an installation is.</summary>
/// <param name="DataFolder">The data folder.</param>
/// <param name="Database">The database on a server; null for the file in the data folder.</param>
/// <param name="Address">Where people reach the server; null where nobody said, or where there is none.</param>
internal sealed record Place(string DataFolder, PostgresAddress? Database, Uri? Address);

/// <summary>Looks at everything an installation rests on, changes nothing, and says of each what is wrong, where, and what to do. No check waits longer than its time.</summary>
/// <param name="place">Where the installation is.</param>
/// <param name="clock">Tells the time.</param>
/// <param name="T">The language of what is said.</param>
internal sealed class Doctor(Place place, TimeProvider clock, Texts T)
{
    /// <summary>So long one check may take.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Looks at the place itself: database, folder, keys. Nothing needs to be opened for it.</summary>
    public Task<Examination> PlaceAsync(CancellationToken cancellationToken)
    {
        var checks = new PlaceChecks(place, clock, T);
        return RunAsync(
            [("database", checks.DatabaseAsync), ("folder", checks.FolderAsync), ("disk", checks.DiskAsync), ("keys", checks.KeysAsync)],
            null,
            cancellationToken
        );
    }

    /// <summary>Looks at the place and at what is in it. Of another workspace than the first only what is its own is said: the place belongs to whoever runs the installation.</summary>
    /// <param name="muster">What is in it.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public async Task<Examination> AllAsync(MusterInstance muster, CancellationToken cancellationToken)
    {
        var first =
            muster.Database.Workspace == Workspace.First
                ? await PlaceAsync(cancellationToken)
                : await RunAsync([], null, cancellationToken);
        var work = new WorkChecks(muster, T);
        var safety = new SafetyChecks(muster, place, T);
        var connections = await ConnectionsAsync(work, muster.Connections, cancellationToken);
        var second = await RunAsync(
            [
                ("schedule", work.SchedulesAsync),
                ("notifications", work.NotificationsAsync),
                ("lease", work.LeaseAsync),
                ("problems", work.ProblemsAsync),
                ("restoration", safety.RestorationAsync),
                ("backup", safety.BackupsAsync),
                ("audit", safety.AuditAsync),
                ("address", safety.AddressAsync),
            ],
            null,
            cancellationToken
        );
        return first with { Checks = [.. first.Checks, .. connections, .. second.Checks] };
    }

    /// <summary>Looks at each connection for itself: one that does not answer hides neither another nor what else is known of it.</summary>
    private async Task<IReadOnlyList<Diagnosis>> ConnectionsAsync(
        WorkChecks work,
        IConnectionStore store,
        CancellationToken cancellationToken
    )
    {
        IReadOnlyList<Connection> connections = [];
        var found = new List<Diagnosis>();
        found.AddRange(
            await TryAsync(
                "connection",
                null,
                async token =>
                {
                    connections = await store.ListAsync(token);
                    return [];
                },
                cancellationToken
            )
        );
        foreach (var connection in connections)
        {
            var credential = await TryAsync(
                "credential",
                connection.Name,
                token => work.CredentialAsync(connection, token),
                cancellationToken
            );
            found.AddRange(credential);
            if (credential.Any(check => check.Finding == Finding.Failed))
                continue;
            var others = await RunAsync(
                [
                    ("directory", token => work.DirectoryAsync(connection, token)),
                    ("directoryClock", token => work.ClockAsync(connection, token)),
                    ("read", token => work.ReadAsync(connection, token)),
                ],
                connection.Name,
                cancellationToken
            );
            found.AddRange(others.Checks);
        }
        return found;
    }

    private async Task<Examination> RunAsync(
        IReadOnlyList<(string Check, Func<CancellationToken, Task<IReadOnlyList<Diagnosis>>> Look)> checks,
        string? of,
        CancellationToken cancellationToken
    )
    {
        var found = new List<Diagnosis>();
        foreach (var (check, look) in checks)
            found.AddRange(await TryAsync(check, of, look, cancellationToken));
        return new(clock.GetUtcNow(), MusterVersion.Text, found);
    }

    /// <summary>What cannot be looked at is a finding of its own, and keeps no other from being looked at.</summary>
    private async Task<IReadOnlyList<Diagnosis>> TryAsync(
        string check,
        string? of,
        Func<CancellationToken, Task<IReadOnlyList<Diagnosis>>> look,
        CancellationToken cancellationToken
    )
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            return await look(patience.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return
            [
                Diagnosis.Warns(
                    check,
                    T["This was not known after {0} seconds.", (int)Patience.TotalSeconds],
                    T["Look again when less goes on, or look at it alone."],
                    of
                ),
            ];
        }
        catch (Exception fault) when (fault is not (OperationCanceledException or OutOfMemoryException))
        {
            return [Diagnosis.Fails(check, T.Told(fault.Message), T["Mend this first: nothing else can be said about it."], of)];
        }
    }
}
