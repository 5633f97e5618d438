using Muster.Core.Importing;
using Muster.Core.Platform;
using Muster.Engine.Configuration;
using Muster.Engine.Connections;
using Muster.Engine.Explaining;
using Muster.Engine.Platform;
using Muster.Engine.Reading;
using Muster.Engine.Runs;
using Muster.Engine.Syncing;
using Muster.Server;
using Muster.Storage;
using Muster.Storage.Sql;

namespace Muster.Testing.Model;

/// <summary>The real engine on a real database beside a model tenant, with a clock that stands until it is moved.</summary>
internal sealed class RuleRig : IAsyncDisposable
{
    public const string Actor = "ada";
    private readonly ThrowawayDatabase _database;

    private RuleRig(ThrowawayDatabase database, ModelTenant tenant, StandingClock clock)
    {
        (_database, Clock) = (database, clock);
        Muster = new MusterInstance(Database, new ModelSource(tenant), clock);
    }

    /// <summary>Everything a person works with.</summary>
    public MusterInstance Muster { get; }

    public MusterDatabase Database => _database.Muster;

    public StandingClock Clock { get; }

    /// <summary>Agrees to everything.</summary>
    public IRunObserver Observer { get; } = new Agreeing();

    /// <summary>Starts on an empty database.</summary>
    public static async Task<RuleRig> StartAsync(ModelTenant tenant, CancellationToken cancellationToken)
    {
        var clock = new StandingClock();
        var rig = new RuleRig(await ThrowawayDatabase.OpenAsync(clock, cancellationToken), tenant, clock);
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

    /// <summary>The connection as it is configured now.</summary>
    public async Task<Connection> ConnectionAsync(CancellationToken cancellationToken) =>
        (await Database.Connections.ListAsync(cancellationToken))[0];

    /// <summary>Syncs.</summary>
    public async Task<Run> SyncAsync(Func<SyncRequest, SyncRequest> asked, CancellationToken cancellationToken) =>
        await Muster.Syncs.RunAsync(
            asked(new SyncRequest { Connection = await ConnectionAsync(cancellationToken), Actor = Actor }),
            Observer,
            cancellationToken
        );

    /// <summary>Changes one setting of the connection.</summary>
    public async Task ConfigureAsync(string path, string value, CancellationToken cancellationToken)
    {
        var before = await Database.Settings.CurrentAsync(
            SettingScope.Of((await ConnectionAsync(cancellationToken)).Key),
            cancellationToken
        );
        var values = new Dictionary<string, string>(before.Values) { [path] = value };
        if (await Database.Settings.SaveAsync(before, values, Actor, "model", cancellationToken) is null)
            throw new ModelDisagreementException($"{path} could not be saved.");
    }

    /// <summary>Keeps an import rule for the next sync.</summary>
    public async Task SaveRuleAsync(ImportRule rule, CancellationToken cancellationToken)
    {
        var connection = await ConnectionAsync(cancellationToken);
        await using var lease = await LeaseKeeper.AcquireAsync(Database.Leases, "rig", Clock, cancellationToken);
        await Database.Connections.SaveImportRuleAsync(connection.Key, rule, Actor, lease.Lease, lease.Token);
    }

    /// <summary>Says why somebody is in a group or not.</summary>
    public async Task<Explanation> ExplainAsync(
        UserRow user,
        GroupRow group,
        long revision,
        DateTimeOffset? at,
        CancellationToken cancellationToken
    )
    {
        var connection = await ConnectionAsync(cancellationToken);
        var known = user.Id is { } id ? await Database.Mirror.FindUsersAsync(connection.Key, id.ToString(), cancellationToken) : [];
        var asked = new MembershipAsked(connection, user, known.Count > 0 ? known[0] : null, true, group, revision, at);
        return await Muster.Explainer.ExplainAsync(asked, cancellationToken);
    }

    /// <summary>The platform as it is, or was, in the form of the model but with Muster's own keys.</summary>
    public async Task<RuleView> ViewAsync(long? revision, CancellationToken cancellationToken)
    {
        var number = revision ?? await Database.Platform.RevisionAsync(cancellationToken);
        var users = await Database
            .Platform.UserRowsAsync(number, null, cancellationToken)
            .ToDictionaryAsync(user => user.Key, cancellationToken: cancellationToken);
        var groups = await Database
            .Platform.GroupRowsAsync(number, null, cancellationToken)
            .ToDictionaryAsync(group => group.Key, cancellationToken: cancellationToken);
        var memberships = await Database
            .Platform.MembershipRowsAsync(number, null, null, cancellationToken)
            .Select(row => new ModelMembership(
                row.Group,
                row.User,
                row.Relation == MembershipRelation.Owner,
                char.ToLowerInvariant($"{row.Origin}"[0])
            ))
            .ToHashSetAsync(cancellationToken: cancellationToken);
        var platform = new ModelPlatform
        {
            Users = users.Values.ToDictionary(
                user => user.Key,
                user => new ModelUser(user.Key, user.Id?.Value, user.Attributes.UserPrincipalName!, user.Attributes.EmployeeId, user.Active)
            ),
            Teams = [.. groups.Values.OrderBy(group => group.Key).Select(Team)],
            Memberships = memberships,
            Exceptions =
            [
                .. (await Database.Exceptions.AtAsync(number, cancellationToken)).Select(e => new ModelException(
                    (int)e.Id,
                    e.Group,
                    e.User,
                    e.Relation == MembershipRelation.Owner,
                    e.Kind == ExceptionKind.Exclude,
                    e.Until
                )),
            ],
            SubTeams = (await Database.Platform.SubGroupsAsync(number, cancellationToken))
                .Select(pair => (pair.Group, pair.Child))
                .ToHashSet(),
        };
        return new RuleView(number, platform, users, groups);
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _database.DisposeAsync();

    private static ModelTeam Team(GroupRow group) =>
        new(group.Key, group.Name, Enum.Parse<ModelLink>(group.Link.ToString()), group.Id?.Value) { Pause = (group.PausedUntil, 0) };

    private sealed class Agreeing : IRunObserver
    {
        public void Phase(RunPhase phase) { }

        public void Reading(ReadProgress progress) { }

        public void Applying(long done, long total) { }

        public Task<bool> ConfirmAsync(PlannedRun planned, CancellationToken cancellationToken) => Task.FromResult(true);
    }
}

/// <summary>What Muster shows at a revision.</summary>
internal sealed record RuleView(
    long Revision,
    ModelPlatform Platform,
    IReadOnlyDictionary<int, UserRow> Users,
    IReadOnlyDictionary<int, GroupRow> Groups
)
{
    /// <summary>The row of a user of the model.</summary>
    public UserRow Of(ModelUser user) =>
        Users.Values.Single(row =>
            user.Follows is { } id ? row.Id?.Value == id : row.Id is null && row.Attributes.UserPrincipalName == user.Upn
        );
}

/// <summary>A clock that stands until it is moved.</summary>
internal sealed class StandingClock : TimeProvider, ICommonClock
{
    /// <summary>The present instant.</summary>
    public DateTimeOffset Now { get; set; } = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);

    /// <inheritdoc />
    public override DateTimeOffset GetUtcNow() => Now;
}

/// <summary>Muster and the model say different things.</summary>
public sealed class ModelDisagreementException(string message) : Exception(message);
