using Muster.Engine.Workspaces;
using Muster.Server.Databases;
using Muster.Server.Ui;

namespace Muster.Server.Diagnosing;

/// <summary>Looks at what is there for bad days: backups, the audit log, the address people use.</summary>
internal sealed class SafetyChecks(MusterInstance muster, Place place, Texts T)
{
    /// <summary>How old the latest backup may be.</summary>
    private static readonly TimeSpan BackupLasts = TimeSpan.FromDays(2);

    /// <summary>How long ago the last drill may be.</summary>
    private static readonly TimeSpan DrillLasts = TimeSpan.FromDays(90);

    public async Task<IReadOnlyList<Diagnosis>> RestorationAsync(CancellationToken cancellationToken) =>
        await muster.Database.Restorations.StandingAsync(cancellationToken) is { } restored
            ? [Diagnosis.Warns("restoration", T.Told(restored.Why), T["Look at a plan, then release it: muster database release."])]
            : [Diagnosis.Fine("restoration", T["Plans can be applied."])];

    public async Task<IReadOnlyList<Diagnosis>> BackupsAsync(CancellationToken cancellationToken)
    {
        if (muster.Database.Workspace != Workspace.First)
            return [];
        var record = await BackupRecord.FindAsync(muster.Database, cancellationToken);
        var now = muster.Clock.GetUtcNow();
        return
        [
            record.Backup is not { } backup
                ? Diagnosis.Warns("backup", T["No backup was ever made."], T["Make one: muster database backup FILE."])
            : now - backup.At > BackupLasts
                ? Diagnosis.Warns(
                    "backup",
                    T["The last backup was made {0}.", Words.Relative(T, backup.At, now)],
                    T["Let a timer make one each day: muster database backup DIR."]
                )
            : Diagnosis.Fine("backup", T["The last backup was made {0}.", Words.Relative(T, backup.At, now)]),
            record.Drill is not { } drill
                ? Diagnosis.Warns("drill", T["No backup was ever restored for trial."], T["Try one: muster database drill FILE."])
            : now - drill.At > DrillLasts
                ? Diagnosis.Warns(
                    "drill",
                    T["A backup was last restored for trial {0}.", Words.Relative(T, drill.At, now)],
                    T["Try the latest: muster database drill FILE."]
                )
            : Diagnosis.Fine("drill", T["A backup was last restored for trial {0}.", Words.Relative(T, drill.At, now)]),
        ];
    }

    public async Task<IReadOnlyList<Diagnosis>> AuditAsync(CancellationToken cancellationToken)
    {
        var verified = await muster.Database.Audit.VerifyAsync([], cancellationToken);
        return
        [
            verified.Faults.Count == 0
                ? Diagnosis.Fine(
                    "audit",
                    T.Count(
                        verified.Entries,
                        "{0} entry of the audit log agrees with what is stored.",
                        "{0} entries of the audit log agree with what is stored."
                    )
                )
                : Diagnosis.Fails("audit", T.Told(verified.Faults[0]), T["See everything that disagrees: muster audit verify."]),
        ];
    }

    public Task<IReadOnlyList<Diagnosis>> AddressAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<Diagnosis>>(
            place.Address switch
            {
                null => [],
                { Scheme: "https" } or { IsLoopback: true } =>
                [
                    Diagnosis.Fine("address", T["People reach the server at {0}.", place.Address]),
                ],
                _ =>
                [
                    Diagnosis.Fails(
                        "address",
                        T["People reach the server at {0}, without TLS.", place.Address],
                        T["Put a proxy with TLS before it, and start it with --public-url https://… --trusted-proxy ADDRESS."]
                    ),
                ],
            }
        );
}
