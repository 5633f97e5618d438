using System.Text.Json.Nodes;
using CsCheck;
using Muster.GraphEmulator.Delta;
using Muster.GraphEmulator.Protocol;
using Muster.GraphEmulator.Tenants;
using Muster.GraphEmulator.Tests.Delta;
using Muster.GraphEmulator.Tests.Running;

namespace Muster.GraphEmulator.Tests.Writing;

/// <summary>Random changes through Graph, beside the plainest account of what each may do.</summary>
public sealed class WriteProperties
{
    [Fact]
    public void Every_change_is_answered_as_the_account_says_and_delta_leads_to_what_it_holds() =>
        Gen.Select(Gen.Int, Gen.Int[1, 60])
            .Sample(
                (seed, changes) =>
                {
                    using var timeline = new TenantTimeline(new TestHistory(), 1, CancellationToken.None);
                    using var tokens = new SealedTokens("tenant", "secret");
                    var random = new Random(seed);
                    var account = new WriteAccount(new(timeline), random);
                    var reader = new DeltaReader(timeline, new DeltaService(new() { MembersPerSlice = 2 }, tokens, TimeProvider.System));
                    // Whoever joins while a user is deleted is not told of its memberships when it is restored.
                    reader.ReadRound();
                    for (var change = 0; change < changes; change++)
                    {
                        account.Change();
                        if (random.Next(4) == 0)
                            reader.ReadRound();
                    }
                    reader.ReadRound();
                    Assert.Equal(account.ToString(), reader.Copy.ToString());
                    var counts = timeline.Read(tenant => (tenant.AliveUsers, tenant.AliveGroups, tenant.Memberships, tenant.Ownerships));
                    Assert.Equal(account.Counts, counts);
                },
                iter: 300
            );

    private sealed class DeltaReader(TenantTimeline timeline, DeltaService service)
    {
        private readonly Dictionary<ObjectKind, string> _queries = new()
        {
            [ObjectKind.User] = "?$select=displayName",
            [ObjectKind.Group] = "?$select=displayName,members,owners",
        };

        public DirectoryCopy Copy { get; } = new();

        public void ReadRound()
        {
            Read(ObjectKind.User, Copy.TakeUser);
            Read(ObjectKind.Group, Copy.TakeGroup);
        }

        private void Read(ObjectKind kind, Action<JsonObject> take)
        {
            for (var isOver = false; !isOver; )
            {
                var asked = WriteAccount.Request("GET", [], null) with { Query = QueryOptions.Parse(_queries[kind]) };
                using var answer = timeline.Read(tenant => service.Answer(tenant, kind, asked));
                var page = JsonNode.Parse(answer.Body.Written.Span)!.AsObject();
                foreach (var row in page["value"]!.AsArray())
                    take(row!.AsObject());
                isOver = page["@odata.nextLink"] is null;
                var link = (page["@odata.nextLink"] ?? page["@odata.deltaLink"])!.GetValue<string>();
                _queries[kind] = link[link.IndexOf('?', StringComparison.Ordinal)..];
            }
        }
    }
}
