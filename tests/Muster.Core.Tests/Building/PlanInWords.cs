using Muster.Core.Planning;
using Muster.Core.Platform;

namespace Muster.Core.Tests.Building;

/// <summary>Says what a plan does, so that a test can state it as text.</summary>
internal static class PlanInWords
{
    public static IReadOnlyList<string> Of(SyncPlan plan, World world)
    {
        var after = world.Platform.After(plan);
        string User(int key) => world.NameOf(after.Users[key]);
        string Group(int key) => world.Platform.Groups.TryGetValue(key, out var before) ? before.Name : after.Groups[key].Name;
        string Source(int key) => world.Sources.Single(source => source.Key == key).Word;
        return
        [
            .. plan.Groups.Select(step =>
                step switch
                {
                    GroupStep.Create create => $"create group {create.Name}",
                    GroupStep.Link link => $"link {Group(link.Group)} to {Source(link.DirectoryKey)}: {link.Cause}",
                    GroupStep.Unlink => $"unlink {Group(step.Group)}",
                    GroupStep.ChangeState change => $"{Group(step.Group)} becomes {change.To}",
                    GroupStep.Configure => $"configure {Group(step.Group)}",
                    GroupStep.Describe => $"describe {Group(step.Group)}",
                    GroupStep.Nest nest => $"nest {Group(nest.Child)} in {Group(step.Group)}",
                    GroupStep.Unnest unnest => $"unnest {Group(unnest.Child)} from {Group(step.Group)}: {unnest.Evidence}",
                    GroupStep.Rename rename => $"rename {rename.From} to {rename.To}",
                    _ => $"retire {Group(step.Group)}",
                }
            ),
            .. plan.Users.Select(step =>
                step switch
                {
                    UserStep.Create create => $"create {User(step.User)}: {create.Reason}",
                    UserStep.CreateLocal => $"create {User(step.User)} here",
                    UserStep.Adopt adopt => $"adopt {User(step.User)}: {adopt.By}",
                    UserStep.KeepApart => $"keep {User(step.User)} apart",
                    UserStep.Update => $"update {User(step.User)}",
                    UserStep.Suspend suspend => $"suspend {User(step.User)}: {suspend.Cause}, {suspend.Evidence}",
                    UserStep.Reactivate reactivate => $"reactivate {User(step.User)}: {reactivate.Reason}",
                    _ => "",
                }
            ),
            .. plan.Memberships.SelectMany(change =>
                change
                    .Additions.Select(add => $"add {User(add.User)} to {What(change)}{(add.Via == 0 ? "" : $" via {Source(add.Via)}")}")
                    .Concat(change.Removals.Select(gone => $"remove {User(gone.User)} from {What(change)}: {gone.Cause}, {gone.Evidence}"))
            ),
            .. plan.Exceptions.Select(step =>
                step switch
                {
                    ExceptionStep.End end => $"end exception {step.Exception.Id}: {end.Cause}, {end.Reason}",
                    ExceptionStep.Extend extend => $"extend exception {step.Exception.Id} to {extend.Until:yyyy-MM-dd}",
                    _ => $"begin exception {step.Exception.Id}: {step.Exception.Kind} {User(step.Exception.User)}",
                }
            ),
        ];

        string What(MembershipChange change) =>
            change.Origin switch
            {
                MembershipOrigin.Local => "local ",
                MembershipOrigin.Exception => "excepted ",
                _ => "",
            }
            + (change.Relation == MembershipRelation.Owner ? "owners of " : "")
            + Group(change.Group);
    }
}
