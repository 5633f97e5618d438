using System.Text.Json.Nodes;
using CsCheck;
using Muster.GraphEmulator.Delta;
using Muster.GraphEmulator.Protocol;
using Muster.GraphEmulator.Quirks;
using Muster.GraphEmulator.Tenants;

namespace Muster.GraphEmulator.Tests.Delta;

public sealed class DeltaProperties
{
    private const string Root = "https://127.0.0.1/v1.0";

    /// <summary>
    /// Clients join at any moment, ask with or without <c>return=minimal</c>, and the tenant moves on between any two pages: once
    /// it stands still, everybody who follows their link to its end holds what the tenant holds.
    /// </summary>
    [Fact]
    public void Whoever_follows_delta_ends_with_the_tenants_state_whenever_the_tenant_moves_on() =>
        Sample(
            quirks =>
                quirks with
                {
                    RestoredMembershipsAreTold = true,
                    NestedGroupsStaySilently = false,
                    RestoredGroupsComeWithoutMembers = false,
                },
            canJoinLater: true
        );

    /// <summary>
    /// When restored users come back in silence, whoever kept their memberships from before ends right. Somebody who joined while
    /// a user was deleted has to read its memberships again, which is not delta's doing.
    /// </summary>
    [Fact]
    public void Whoever_keeps_the_memberships_of_deleted_users_needs_not_be_told_of_their_return() =>
        Sample(quirks => quirks with { RestoredGroupsComeWithoutMembers = false }, canJoinLater: false);

    private static void Sample(Func<DeletionQuirks, DeletionQuirks> limit, bool canJoinLater) =>
        Gen.Select(Gen.Int, Gen.Int[1, 12], Gen.Int[0, 14], Gen.Int[1, 4], Gen.Int[1, 4], Gen.Int[1, 3])
            .Sample(
                (seed, changeSets, changesEach, users, groups, slice) =>
                {
                    var tenant = new RandomTenant(seed, changeSets, changesEach);
                    var options = new EmulatorOptions
                    {
                        UsersPerDeltaPage = users,
                        GroupsPerDeltaPage = groups,
                        MembersPerSlice = slice,
                    };
                    var quirks = limit(seed % 4 == 0 ? new() : DeletionQuirks.Draw(new(seed, "deletion")));
                    using var timeline = new TenantTimeline(tenant.History, canJoinLater ? 1 : 0, CancellationToken.None, quirks);
                    using var tokens = new SealedTokens("tenant", "secret");
                    var service = new DeltaService(options, tokens, TimeProvider.System);
                    Follow(tenant, timeline, service, new Random(seed), canJoinLater);
                },
                iter: 400
            );

    private static void Follow(RandomTenant tenant, TenantTimeline timeline, DeltaService service, Random random, bool canJoinLater)
    {
        var clients = new List<Client> { new(timeline, service, random.Next(2) == 0) };
        if (!canJoinLater)
            clients[0].CatchUp();
        while (timeline.Read(state => state.Seq) < tenant.After.Count)
        {
            for (var pages = random.Next(6); pages > 0; pages--)
                clients[random.Next(clients.Count)].ReadPage(random.Next(2) == 0 ? ObjectKind.User : ObjectKind.Group);
            if (canJoinLater && random.Next(3) == 0)
                clients.Add(new(timeline, service, random.Next(2) == 0));
            timeline.AdvanceBy(1, CancellationToken.None);
        }
        foreach (var client in clients)
        {
            client.CatchUp();
            Assert.Equal(tenant.After[^1].ToString(), client.Copy.ToString());
        }
    }

    private sealed class Client(TenantTimeline timeline, DeltaService service, bool minimal)
    {
        private readonly Dictionary<ObjectKind, string> _links = new()
        {
            [ObjectKind.User] = $"{Root}/users/delta?$select=displayName",
            [ObjectKind.Group] = $"{Root}/groups/delta?$select=displayName,members,owners",
        };

        public DirectoryCopy Copy { get; } = new();

        /// <returns>Whether the round is over.</returns>
        public bool ReadPage(ObjectKind kind)
        {
            var page = Ask(kind, _links[kind]);
            foreach (var row in page["value"]!.AsArray())
            {
                if (kind == ObjectKind.User)
                    Copy.TakeUser(row!.AsObject());
                else
                    Copy.TakeGroup(row!.AsObject());
            }
            var next = page["@odata.nextLink"];
            _links[kind] = (next ?? page["@odata.deltaLink"])!.GetValue<string>();
            return next is null;
        }

        /// <summary>Ends the round that may be under way, and reads one more.</summary>
        public void CatchUp()
        {
            foreach (var kind in new[] { ObjectKind.User, ObjectKind.Group })
            {
                for (var rounds = 0; rounds < 2; )
                    rounds += ReadPage(kind) ? 1 : 0;
            }
        }

        private JsonObject Ask(ObjectKind kind, string link)
        {
            var request = new GraphRequest("GET", [], QueryOptions.Parse(link[link.IndexOf('?', StringComparison.Ordinal)..]))
            {
                RawPath = "",
                Root = Root,
                Id = GraphRequestId.New(null),
                Roles = new HashSet<string>(Permissions.Defaults),
                Minimal = minimal,
            };
            using var answer = timeline.Read(tenant => service.Answer(tenant, kind, request));
            return JsonNode.Parse(answer.Body.Written.Span)!.AsObject();
        }
    }
}
