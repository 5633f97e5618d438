using Muster.Core.DirectoryObjects;
using Muster.Core.Guarding;
using Muster.Core.Planning;
using Muster.Core.Platform;

namespace Muster.Core.Tests.Guarding;

/// <summary>A plan of so many removals of so many memberships, spread over groups as evenly as it goes.</summary>
internal sealed record Removals
{
    public static readonly Removals None = new();

    public int Stated { get; init; }

    public int Inferred { get; init; }

    public int Additions { get; init; }

    public int Size { get; init; }

    public int Groups { get; init; } = 1;

    public MembershipRelation Relation { get; init; }

    public MembershipOrigin Origin { get; init; }

    public int Suspended { get; init; }

    public int Active { get; init; }

    public Evidence SuspensionEvidence { get; init; }

    public int RecentStated { get; init; }

    public int RecentInferred { get; init; }

    /// <summary>The guards that hold the plan, joined by a space; those of single groups only when there is one group.</summary>
    public string Trips() => Words(GuardRails.Default.Judge(Plan(), State(), RecentStated, RecentInferred), withGroups: Groups == 1);

    public static string Words(PlanVerdict verdict, bool withGroups = true) =>
        verdict is PlanVerdict.Held(var trips)
            ? string.Join(
                ' ',
                trips.Select(trip => trip.Guard).Where(guard => withGroups || !guard.StartsWith("group", StringComparison.Ordinal))
            )
            : "";

    public SyncPlan Plan(StreamCertificate? users = null, StreamCertificate? groups = null)
    {
        var read = new StreamCertificate(true, false, 1, 1, 0);
        return new SyncPlan
        {
            Basis = new PlanBasis(1, new ReadCertificate(users ?? read, groups ?? read, 1), 1),
            Groups = [],
            Users =
            [
                .. Enumerable
                    .Range(1, Suspended)
                    .Select(user => new UserStep.Suspend(user, RemovalCause.AccountDeleted, SuspensionEvidence)),
            ],
            Memberships =
            [
                .. Enumerable.Range(0, Groups).Select(Change).Where(change => change.Additions.Length + change.Removals.Length > 0),
            ],
            Problems = [],
        };
    }

    public PlatformState State()
    {
        PlatformGroup Group(int index)
        {
            var members = KeySet.Of(Enumerable.Range(1, Part(Size, index)));
            var group = new PlatformGroup { Key = index + 1, Name = $"Group {index + 1}" };
            return Relation == MembershipRelation.Member ? group with { Members = members } : group with { Owners = members };
        }
        return new PlatformState
        {
            Revision = 1,
            Groups = [.. Enumerable.Range(0, Groups).Select(Group)],
            UserByDirectoryKey = [],
            ActiveUsers = [false, .. Enumerable.Repeat(true, Active)],
            NextUserKey = 1,
            NextGroupKey = Groups + 1,
        };
    }

    private MembershipChange Change(int index)
    {
        var stated = Part(Stated, index);
        return new MembershipChange(
            index + 1,
            Relation,
            Origin,
            [.. Enumerable.Range(1_000_000, Part(Additions, index)).Select(user => new Addition(user, 0))],
            [
                .. Enumerable
                    .Range(1, stated + Part(Inferred, index))
                    .Select(user => new Removal(user, RemovalCause.LeftInDirectory, user <= stated ? Evidence.Stated : Evidence.Inferred)),
            ]
        );
    }

    private int Part(int whole, int index) => whole / Groups + (index < whole % Groups ? 1 : 0);
}
