using Muster.Cli;
using Muster.Core.DirectoryObjects;
using Muster.Core.Importing;
using Muster.Core.Platform;
using Muster.Engine.Configuration;
using Muster.Engine.Connections;
using Muster.Engine.Explaining;
using Muster.Engine.Groups;
using Muster.Engine.Platform;
using Muster.Engine.Reading;
using Muster.Engine.Runs;
using Muster.Engine.Syncing;
using Muster.Storage;

namespace Muster.Testing.Model;

/// <summary>The real engine on a real database beside a model tenant, with a clock that stands until it is moved.</summary>
public sealed class RuleRig : IAsyncDisposable
{
    private const string FileName = "muster.db";
    private static readonly Lazy<Task<byte[]>> EmptyDatabase = new(EmptyDatabaseAsync);
    private readonly string _folder;
    private readonly MusterInstance _muster;

    private RuleRig(MusterDatabase database, ModelTenant tenant, StandingClock clock, string folder)
    {
        (Database, Clock, _folder) = (database, clock, folder);
        _muster = new MusterInstance(database, new ModelSource(tenant), clock);
    }

    /// <summary>The database.</summary>
    public MusterDatabase Database { get; }

    /// <summary>The clock.</summary>
    public StandingClock Clock { get; }

    /// <summary>Starts on an empty database.</summary>
    public static async Task<RuleRig> StartAsync(ModelTenant tenant, CancellationToken cancellationToken)
    {
        var clock = new StandingClock();
        var folder = Directory.CreateTempSubdirectory("muster-rules-").FullName;
        await File.WriteAllBytesAsync(Path.Combine(folder, FileName), await EmptyDatabase.Value, cancellationToken);
        var rig = new RuleRig(await MusterDatabase.OpenAsync(folder, clock, cancellationToken), tenant, clock, folder);
        await rig.Database.Connections.AddAsync(
            new Connection
            {
                Name = "model",
                TenantId = "model",
                ClientId = "model",
                Credential = CredentialKind.Secret,
                GraphUrl = new Uri("https://localhost/"),
                Authority = new Uri("https://localhost/"),
            },
            new Credential(CredentialKind.Secret, "none"),
            "rig",
            cancellationToken
        );
        return rig;
    }

    /// <summary>Syncs, or imports by a new rule.</summary>
    public async Task<Run> SyncAsync(ImportRule? rule, CancellationToken cancellationToken) =>
        await _muster.Syncs.RunAsync(
            new SyncRequest
            {
                Connection = await ConnectionAsync(cancellationToken),
                Actor = "ada",
                NewImportRule = rule,
            },
            new Agreeing(),
            cancellationToken
        );

    /// <summary>Releases a held run.</summary>
    public Task<DecisionOutcome> ApproveAsync(Run run, CancellationToken cancellationToken) =>
        _muster.Plans.Approvals.ApproveRunAsync(run.Id, "bob", "right", null, cancellationToken);

    /// <summary>Drops a held run.</summary>
    public Task<DecisionOutcome> RejectAsync(Run run, CancellationToken cancellationToken) =>
        _muster.Plans.Approvals.RejectRunAsync(run.Id, "bob", "wrong", cancellationToken);

    /// <summary>Undoes a run; what is held is released.</summary>
    public async Task<Run> UndoAsync(long run, CancellationToken cancellationToken) =>
        await _muster.Undos.RunAsync(new UndoneRuns.These([run]), null, "ada", new Agreeing(), cancellationToken)
            is DecisionOutcome.Done(var undo)
            ? undo.Outcome == RunOutcome.Held && await ApproveAsync(undo, cancellationToken) is DecisionOutcome.Done(var released)
                ? released
                : undo
            : throw new ModelDisagreementException($"Run {run} could not be undone.");

    /// <summary>Makes a group by name.</summary>
    public async Task<GroupsOutcome> CreateAsync(string name, CancellationToken cancellationToken) =>
        await _muster.Groups.CreateAsync(
            await ConnectionAsync(cancellationToken),
            name,
            null,
            "ada",
            new Progress<ReadProgress>(),
            cancellationToken
        );

    /// <summary>Ends a link, puts a group out of use, or resumes a paused one.</summary>
    public async Task<GroupsOutcome> ChangeAsync(string verb, string name, CancellationToken cancellationToken)
    {
        var connection = await ConnectionAsync(cancellationToken);
        return verb switch
        {
            "unlink" => await _muster.Groups.UnlinkAsync(connection, name, "ada", cancellationToken),
            "retire" => await _muster.Groups.RetireAsync(connection, name, "ada", cancellationToken),
            _ => await _muster.Groups.ResumeAsync(connection, name, "ada", cancellationToken),
        };
    }

    /// <summary>Changes one setting of the connection.</summary>
    public async Task ConfigureAsync(string path, string value, CancellationToken cancellationToken)
    {
        var before = await Database.Settings.CurrentAsync(
            SettingScope.Of((await ConnectionAsync(cancellationToken)).Key),
            cancellationToken
        );
        var values = new Dictionary<string, string>(before.Values) { [path] = value };
        if (await Database.Settings.SaveAsync(before, values, "ada", "model", cancellationToken) is null)
            throw new ModelDisagreementException($"{path} could not be saved.");
    }

    /// <summary>Keeps an import rule for the next sync.</summary>
    public async Task SaveRuleAsync(ImportRule rule, CancellationToken cancellationToken)
    {
        var connection = await ConnectionAsync(cancellationToken);
        await using var lease = await LeaseKeeper.AcquireAsync(Database.Leases, "rig", Clock, cancellationToken);
        await Database.Connections.SaveImportRuleAsync(connection.Key, rule, "ada", lease.Lease, lease.Token);
    }

    /// <summary>Says why somebody is in a group or not.</summary>
    public async Task<Explanation?> ExplainAsync(Guid person, int team, DateTimeOffset? at, CancellationToken cancellationToken)
    {
        var revision = at is { } instant
            ? await Database.Platform.RevisionAtAsync(instant, cancellationToken)
            : await Database.Platform.RevisionAsync(cancellationToken);
        if (revision is not { } number)
            return null;
        var users = await Database.Platform.FindUsersAsync(new ObjectId(person).ToString(), number, cancellationToken);
        var group = await Database
            .Platform.GroupRowsAsync(number, null, cancellationToken)
            .FirstOrDefaultAsync(row => row.Key == team, cancellationToken);
        return users is [var user] && group is not null
            ? await _muster.Explainer.ExplainAsync(await AskedAsync(user, group, number, at, cancellationToken), cancellationToken)
            : null;
    }

    private async Task<MembershipAsked> AskedAsync(
        UserRow user,
        GroupRow group,
        long revision,
        DateTimeOffset? at,
        CancellationToken cancellationToken
    )
    {
        var connection = await ConnectionAsync(cancellationToken);
        var known = await Database.Mirror.FindUsersAsync(connection.Key, user.Id!.Value.ToString(), cancellationToken);
        return new MembershipAsked(connection, user, known.Count > 0 ? known[0] : null, true, group, revision, at);
    }

    /// <summary>The platform as it is, or was, in the form of the model.</summary>
    public async Task<ModelPlatform> ViewAsync(long? revision, CancellationToken cancellationToken)
    {
        var number = revision ?? await Database.Platform.RevisionAsync(cancellationToken);
        var users = new Dictionary<int, UserRow>();
        await foreach (var user in Database.Platform.UserRowsAsync(number, null, cancellationToken))
            users.Add(user.Key, user);
        var teams = new List<ModelTeam>();
        await foreach (var group in Database.Platform.GroupRowsAsync(number, null, cancellationToken))
            teams.Add(new ModelTeam(group.Key, group.Name, Enum.Parse<ModelLink>(group.Link.ToString()), group.Id?.Value));
        var memberships = new HashSet<ModelMembership>();
        await foreach (var row in Database.Platform.MembershipRowsAsync(number, null, null, cancellationToken))
            memberships.Add(
                new ModelMembership(
                    row.Group,
                    users[row.User].Id!.Value.Value,
                    row.Relation == MembershipRelation.Owner,
                    char.ToLowerInvariant(row.Origin.ToString()[0])
                )
            );
        return new ModelPlatform
        {
            Users = users.Values.ToDictionary(user => user.Id!.Value.Value, user => user.Active),
            Teams = [.. teams.OrderBy(team => team.Key)],
            Memberships = memberships,
        };
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<Connection> ConnectionAsync(CancellationToken cancellationToken) =>
        (await Database.Connections.ListAsync(cancellationToken))[0];

    private static async Task<byte[]> EmptyDatabaseAsync()
    {
        var folder = Directory.CreateTempSubdirectory("muster-rules-empty-").FullName;
        await using (await MusterDatabase.OpenAsync(folder, new StandingClock(), CancellationToken.None)) { }
        var bytes = await File.ReadAllBytesAsync(Path.Combine(folder, FileName));
        Directory.Delete(folder, recursive: true);
        return bytes;
    }

    private sealed class Agreeing : IRunObserver
    {
        public void Phase(RunPhase phase) { }

        public void Reading(ReadProgress progress) { }

        public void Applying(long done, long total) { }

        public Task<bool> ConfirmAsync(PlannedRun planned, CancellationToken cancellationToken) => Task.FromResult(true);
    }
}

/// <summary>A clock that stands until it is moved.</summary>
public sealed class StandingClock : TimeProvider
{
    /// <summary>The present instant.</summary>
    public DateTimeOffset Now { get; set; } = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);

    /// <inheritdoc />
    public override DateTimeOffset GetUtcNow() => Now;
}

/// <summary>Muster and the model say different things.</summary>
public sealed class ModelDisagreementException(string message) : Exception(message);
