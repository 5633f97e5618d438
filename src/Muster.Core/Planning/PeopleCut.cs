namespace Muster.Core.Planning;

/// <summary>What a plan does about some people and nobody else.</summary>
internal static class PeopleCut
{
    /// <summary>The steps about them. Nothing is done about groups themselves, so that one with a step that decides who is in it stays as it is, for them too.</summary>
    public static SyncPlan Of(PlanCut cut, SyncPlan plan)
    {
        var people = plan.Users.Where(step => IsAbout(cut, step)).Select(step => step.User).Concat(cut.OnlyUsers.AsList).ToHashSet();
        var unsettled = plan.Groups.Where(DecidesMembers).Select(step => step.Group).ToHashSet();
        return plan with
        {
            Groups = [],
            Users = plan.Users.RemoveAll(step => !people.Contains(step.User)),
            Memberships =
            [
                .. plan
                    .Memberships.Where(change => !unsettled.Contains(change.Group))
                    .Select(change =>
                        change with
                        {
                            Additions = change.Additions.RemoveAll(addition => !people.Contains(addition.User)),
                            Removals = change.Removals.RemoveAll(removal => !people.Contains(removal.User)),
                        }
                    ),
            ],
            Exceptions = plan.Exceptions.RemoveAll(step =>
                !people.Contains(step.Exception.User) || unsettled.Contains(step.Exception.Group)
            ),
        };
    }

    private static bool IsAbout(PlanCut cut, UserStep step) =>
        step switch
        {
            UserStep.Create create => cut.OnlyDirectoryUsers.Contains(create.DirectoryKey),
            UserStep.Adopt adopt => cut.OnlyDirectoryUsers.Contains(adopt.DirectoryKey),
            _ => false,
        };

    private static bool DecidesMembers(GroupStep step) =>
        step is GroupStep.Create or GroupStep.Link or GroupStep.Unlink or GroupStep.Retire or GroupStep.Nest or GroupStep.Unnest;
}
