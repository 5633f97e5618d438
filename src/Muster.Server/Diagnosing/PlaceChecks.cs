using Muster.Server.Databases;
using Muster.Server.Ui;
using Muster.Storage.Backups;
using Muster.Storage.Moving;

namespace Muster.Server.Diagnosing;

/// <summary>Looks at the database, the data folder and the key file.</summary>
internal sealed class PlaceChecks(Place place, TimeProvider clock, Texts T)
{
    private const long LeastFree = 1L << 30;
    private const UnixFileMode Others =
        UnixFileMode.GroupRead
        | UnixFileMode.GroupWrite
        | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead
        | UnixFileMode.OtherWrite
        | UnixFileMode.OtherExecute;

    /// <summary>So far clocks may differ without anybody noticing.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(5);

    public async Task<IReadOnlyList<Diagnosis>> DatabaseAsync(CancellationToken cancellationToken)
    {
        var status = await new DatabaseDesk(place.DataFolder, place.Database, clock).StatusAsync(cancellationToken);
        var facts = await DatabaseFacts.AskAsync(place.DataFolder, place.Database, clock, cancellationToken);
        var database = status.Database;
        List<Diagnosis> found =
        [
            Diagnosis.Fine("database", T["{0} answers: {1}, {2} MB.", database.Place, facts.Version, Math.Max(1, database.Bytes >> 20)]),
            Schema(status),
        ];
        if (place.Database is null)
            return found;
        found.Add(
            facts.Unsafe.Count == 0
                ? Diagnosis.Fine("durability", T["What the server reports as stored outlives a power cut."])
                : Diagnosis.Fails(
                    "durability",
                    T["With {0} the server reports as stored what a power cut may take back.", string.Join(", ", facts.Unsafe)],
                    T["Switch that on in postgresql.conf and load it again."]
                )
        );
        found.Add(
            facts.StatementTimeout is { } limit && limit > TimeSpan.Zero && limit < TimeSpan.FromSeconds(5)
                ? Diagnosis.Warns(
                    "statementTimeout",
                    T["The server ends statements after {0} ms; a long read may not come to its end.", (long)limit.TotalMilliseconds],
                    T["Let statement_timeout be 5 seconds or more for Muster's user."]
                )
                : Diagnosis.Fine("statementTimeout", T["Statements have the time that they need."])
        );
        found.Add(Clock(facts.Ahead ?? TimeSpan.Zero));
        if (database.Isolation is { } isolation)
            found.Add(
                isolation.IsOn
                    ? Diagnosis.Fine(
                        "isolation",
                        T["Workspaces are kept apart by row-level security, in the name of the role {0}.", isolation.Role]
                    )
                    : Diagnosis.Fails(
                        "isolation",
                        isolation.Open.Count > 0
                            ? T["Row-level security does not hold in {0}.", string.Join(", ", isolation.Open)]
                            : T["The role {0} is missing, owns tables, or bypasses row-level security.", isolation.Role],
                        T["Run muster database migrate as the owner of the database, and give the role nothing else."]
                    )
            );
        return found;
    }

    public Task<IReadOnlyList<Diagnosis>> FolderAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<Diagnosis>>([
            Private("folder", place.DataFolder, T["The data folder {0} is for this account alone.", place.DataFolder], "chmod 700"),
        ]);

    public Task<IReadOnlyList<Diagnosis>> DiskAsync(CancellationToken cancellationToken)
    {
        var free = new DriveInfo(Path.GetFullPath(place.DataFolder)).AvailableFreeSpace;
        return Task.FromResult<IReadOnlyList<Diagnosis>>([
            free < LeastFree
                ? Diagnosis.Warns(
                    "disk",
                    T["Only {0} MB are free where {1} lies.", free >> 20, place.DataFolder],
                    T["Make room: with a full disk nothing can be stored."]
                )
                : Diagnosis.Fine("disk", T["{0} GB are free where {1} lies.", free >> 30, place.DataFolder]),
        ]);
    }

    public Task<IReadOnlyList<Diagnosis>> KeysAsync(CancellationToken cancellationToken)
    {
        var file = KeyFile.Of(place.DataFolder);
        return Task.FromResult<IReadOnlyList<Diagnosis>>([
            File.Exists(file)
                ? Private("keys", file, T["The key file {0} is there. Keep a copy of it apart from backups.", file], "chmod 600")
                : Diagnosis.Warns(
                    "keys",
                    T["There is no key file {0}.", file],
                    T[
                        "Where a credential was stored, put it back from its copy, or name it in MUSTER_KEY_FILE; otherwise it is made when it is first needed."
                    ]
                ),
        ]);
    }

    private Diagnosis Schema(InstallationStatus status) =>
        status.Database.Schema.IsNewer || status.Accounts is { IsNewer: true }
            ? Diagnosis.Fails(
                "schema",
                T[
                    "A newer version of Muster wrote the database (schema {0}, this one knows {1}).",
                    status.Database.Schema.Version,
                    status.Database.Schema.Known
                ],
                T["Use that version."]
            )
        : status.Pending.Count > 0
            ? Diagnosis.Warns(
                "schema",
                T[
                    "The schema is older than this version of Muster: {0} of {1}.",
                    status.Database.Schema.Version,
                    status.Database.Schema.Known
                ],
                T["Make a backup with the version that was in use, then run muster database migrate."]
            )
        : Diagnosis.Fine("schema", T["Schema {0} is up to date.", status.Database.Schema.Version]);

    private Diagnosis Clock(TimeSpan ahead) =>
        ahead.Duration() <= Tolerance
            ? Diagnosis.Fine("databaseClock", T["This machine's clock and that of the database agree."])
            : Diagnosis.Warns(
                "databaseClock",
                T["This machine's clock differs from that of the database by {0}.", Words.Duration(T, ahead.Duration())],
                T["Switch on time synchronisation (NTP) on both."]
            );

    private Diagnosis Private(string check, string path, string fine, string mend) =>
        !OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & Others) is not UnixFileMode.None
            ? Diagnosis.Warns(check, T["Others on this machine can reach {0}.", path], T["Take that away: {0} {1}", mend, path])
            : Diagnosis.Fine(check, fine);
}
