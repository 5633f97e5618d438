using Muster.Core.Planning;
using Muster.Engine.Notifications;
using Muster.Engine.Plans;
using Muster.Engine.Reviewing;
using Muster.Engine.Runs;
using Muster.Engine.Syncing;
using Muster.Server.Access;
using Muster.Server.Plans;
using Muster.Server.Runs;
using Muster.Server.Ui;

namespace Muster.Server.Tests;

/// <summary>What runs did, alone and side by side, and what people say about plans.</summary>
public sealed class RunReviewTests(ReviewRig rig) : IClassFixture<ReviewRig>
{
    [Fact]
    public async Task A_run_keeps_its_single_changes_with_reasons_page_by_page()
    {
        var (changes, run) = (rig.Get<RunChanges>(), await rig.RunAsync(rig.Gone));
        var first = Assert.Single(await changes.PageAsync(Texts.English, run, null, 1, Tests.Token));
        var second = Assert.Single(await changes.PageAsync(Texts.English, run, first.Place, 1, Tests.Token));
        Assert.Empty(await changes.PageAsync(Texts.English, run, second.Place, 1, Tests.Token));
        Assert.Equal(2, await changes.CountAsync(run, Tests.Token));
        var bob = new[] { first, second }.Single(change => change.User == "bob");
        Assert.Equal((PlanSign.Removal, "removed", "Team"), (bob.Sign, bob.Verb, bob.Group));
        Assert.StartsWith("left ", bob.Why, StringComparison.Ordinal);
        var dan = new[] { first, second }.Single(change => change.User == "dan");
        Assert.Equal((PlanSign.Addition, "added", "directly"), (dan.Sign, dan.Verb, dan.Why));
    }

    [Fact]
    public async Task What_is_no_longer_known_from_the_plan_is_found_all_the_same()
    {
        var run = await rig.RunAsync(rig.Gone);
        var known = await rig.Get<RunChanges>().PageAsync(Texts.English, run, null, 10, Tests.Token);
        var found = await rig.Muster.Database.Reviews.DoneAsync(run.Revision!.Value, null, null, 10, Tests.Token);
        Assert.Equal(known.Select(change => change.Place), found.Select(done => done.Place));
    }

    [Fact]
    public async Task Two_runs_show_what_is_taken_back_what_is_in_both_and_what_in_one()
    {
        Assert.Equal("bob: Undone, dan: OnlyFirst", await CompareAsync(rig.Gone, rig.Back, null));
        Assert.Equal("bob: Both, dan: OnlyFirst", await CompareAsync(rig.Gone, rig.GoneAgain, null));
        Assert.Equal("bob: Undone", await CompareAsync(rig.Back, rig.GoneAgain, null));
        Assert.Equal("bob: Undone, dan: OnlyFirst", await CompareAsync(rig.Back, rig.Gone, null));
        Assert.Equal("dan: OnlyFirst", await CompareAsync(rig.Gone, rig.Back, ChangeOverlap.OnlyFirst));
        var pair = await PairAsync(rig.Gone, rig.Back, ChangeOverlap.Undone);
        var counts = await rig.Muster.Database.Reviews.CountComparedAsync(pair, Tests.Token);
        Assert.Equal(
            (1, 1, 0, 0),
            (counts[ChangeOverlap.Undone], counts[ChangeOverlap.OnlyFirst], counts[ChangeOverlap.OnlySecond], counts[ChangeOverlap.Both])
        );
    }

    [Fact]
    public async Task Two_runs_show_their_figures_and_what_they_did_to_groups_people_and_exceptions()
    {
        var all = await rig.Muster.Database.Runs.ListAsync(new RunFilter { Outcome = RunOutcome.Applied, Limit = 500 }, Tests.Token);
        var (first, later) = (all[^1], await rig.RunAsync(rig.Gone));
        var compared = await ComparedSteps.LoadAsync(rig.Muster, first, later, Tests.Token);
        Assert.Empty(compared.NotKept);
        Assert.Contains(
            compared.Steps,
            step => step is { First: true, Second: false } && step.Text.Contains("user bob", StringComparison.Ordinal)
        );
        var figures = RunFigures
            .Of(Texts.English, first, later)
            .ToDictionary(figure => figure.Name, figure => (figure.First, figure.Second));
        Assert.Equal($"{later.Counts.MembersRemoved}", figures["Members removed"].Second);
        Assert.Equal($"{first.Counts.UsersCreated}", figures["People created"].First);
        Assert.DoesNotContain("not kept", figures["Version of the settings"].Second, StringComparison.Ordinal);
        Assert.False(figures.ContainsKey("Exceptions extended"));
    }

    [Fact]
    public void Two_people_of_one_name_are_two_rows_and_what_was_done_to_one_is_not_in_both()
    {
        PlanRow First(int user) => new PlanRow.OfUser(new UserStep.Reactivate(user, ImportReason.Rule));
        var steps = ComparedSteps.SideBySide([First(7), First(8)], [First(8), First(9)], _ => "reactivate user Kim Lee");
        Assert.Equal(
            [("user 7", true, false), ("user 8", true, true), ("user 9", false, true)],
            steps.Select(step => (step.Subject, step.First, step.Second))
        );
        Assert.Equal(3, steps.Select(step => step.Place).Distinct().Count());
    }

    [Fact]
    public async Task Runs_are_found_by_what_began_them_as_each_of_them_says()
    {
        var connection = (await rig.Muster.Connections.ListAsync(Tests.Token))[0];
        foreach (var actor in new[] { RunTriggers.Schedule, NotifiedSync.Actor, SecondPerson.WithToken("Ada", "ci"), "Ada (token of love" })
            await rig.Muster.Syncs.RunAsync(
                new SyncRequest
                {
                    Connection = connection,
                    Actor = actor,
                    ExpectRemovals = 4711,
                },
                rig.Get<LiveRuns>().Start("x", "x", null, (_, _) => Task.FromResult<string?>(null)),
                Tests.Token
            );
        var all = await rig.Muster.Database.Runs.ListAsync(new RunFilter(), Tests.Token);
        foreach (var trigger in Enum.GetValues<RunTrigger>())
        {
            var filter = new RunFilter { Trigger = trigger };
            var expected = all.Where(run => RunTriggers.Of(run) == trigger).Select(run => run.Id).ToList();
            Assert.Equal(expected, (await rig.Muster.Database.Runs.ListAsync(filter, Tests.Token)).Select(run => run.Id));
            Assert.Equal(expected.Count, await rig.Muster.Database.Runs.CountAsync(filter, Tests.Token));
            Assert.Equal(trigger == RunTrigger.Drift ? 0 : 1, Math.Min(1, expected.Count));
        }
    }

    [Fact]
    public async Task A_comment_is_kept_as_it_was_typed_and_chained_and_no_text_is_refused()
    {
        var (notes, plan) = (rig.Get<PlanNotes>(), await rig.PlanAsync());
        const string hostile = "<img src=x onerror=alert(1)> {0} \u202Eevil\r\nsecond line'; DROP TABLE run;--";
        await notes.CommentAsync(plan, ReviewRig.Operator.Name, $"  {hostile}  ", Tests.Token);
        await notes.CommentAsync(plan, ReviewRig.Administrator.Name, "Yes.", Tests.Token);
        var first = Assert.Single(await notes.CommentsAsync(plan.Id, 0, 1, Tests.Token));
        Assert.Equal(("Ora", hostile.Replace("\r\n", "\n", StringComparison.Ordinal)), (first.By, first.Text));
        Assert.Equal("Yes.", Assert.Single(await notes.CommentsAsync(plan.Id, first.Number, 10, Tests.Token)).Text);
        Assert.Equal(2, await notes.CountAsync(plan.Id, Tests.Token));
        // Plan 1 is not plan 11.
        Assert.Equal(0, await notes.CountAsync((plan.Id * 10) + 1, Tests.Token));
        foreach (var wrong in new[] { "", " \n ", new string('x', PlanNotes.Longest + 1), "bell\a", "half \ud83d letter" })
            await Assert.ThrowsAsync<WorkFailedException>(() => notes.CommentAsync(plan, ReviewRig.Operator.Name, wrong, Tests.Token));
        Assert.Empty((await rig.Muster.Database.Audit.VerifyAsync([], Tests.Token)).Faults);
    }

    [Fact]
    public async Task Whoever_comments_is_answered_with_that_comment_whatever_is_said_at_the_same_moment()
    {
        var (notes, plan) = (rig.Get<PlanNotes>(), await rig.PlanAsync());
        var audit = new InterruptedAudit(
            rig.Muster.Database.Audit,
            () => notes.CommentAsync(plan, ReviewRig.Operator.Name, "before", Tests.Token),
            () => notes.CommentAsync(plan, ReviewRig.Operator.Name, "after", Tests.Token)
        );
        var met = new PlanNotes(rig.Muster, audit, TimeProvider.System);
        var said = await met.CommentAsync(plan, ReviewRig.Operator.Name, "mine", Tests.Token);
        Assert.Equal(("Ora", "mine"), (said.By, said.Text));
        var all = await notes.CommentsAsync(plan.Id, 0, 10, Tests.Token);
        Assert.Equal(["before", "mine", "after"], all.Select(note => note.Text));
        Assert.Equal(said, all[1]);
    }

    [Fact]
    public async Task Asking_for_approval_stands_with_those_who_may_decide_until_the_plan_is_decided()
    {
        var (notes, plan) = (rig.Get<PlanNotes>(), await rig.PlanAsync());
        await notes.AskAsync(plan, ReviewRig.Operator.Name, "Agreed with HR", Tests.Token);
        await notes.AskAsync(plan, ReviewRig.Operator.Name, "again", Tests.Token);
        var asked = Assert.Single(await notes.AskedAsync(plan, Tests.Token));
        Assert.Equal(("Ora", "Agreed with HR"), (asked.By, asked.Text));
        var waits = Assert.Single(await notes.WaitingAsync(Tests.Token), one => one.Plan == plan.Id);
        Assert.True(waits.IsFor(ReviewRig.Administrator));
        Assert.False(waits.IsFor(ReviewRig.Operator));
        Assert.False(waits.IsFor(ReviewRig.Administrator with { Role = Role.Auditor }));
        Assert.True((waits with { IsHeld = true }).IsFor(ReviewRig.Administrator with { Role = Role.Auditor, Approver = true }));
        Assert.Contains("Test Owner", await rig.Get<PlanApprovers>().OfAsync(plan, Tests.Token));
        await rig.Muster.Plans.Approvals.DiscardAsync(plan.Id, "Ada", "no", Tests.Token);
        Assert.DoesNotContain(await notes.WaitingAsync(Tests.Token), one => one.Plan == plan.Id);
        var decided = (await rig.Muster.Database.Plans.FindAsync(plan.Id, Tests.Token))!;
        Assert.Empty(await notes.AskedAsync(decided, Tests.Token));
        await Assert.ThrowsAsync<WorkFailedException>(() => notes.AskAsync(decided, ReviewRig.Operator.Name, null, Tests.Token));
    }

    [Fact]
    public async Task Steps_are_narrowed_to_a_department_and_say_since_when_their_source_is_so()
    {
        var plan = await rig.PlanAsync();
        var (sheet, departments) = ((await rig.Get<PlanSheets>().OfAsync(plan, Texts.English, Tests.Token))!, rig.Get<PlanDepartments>());
        var sizes = await departments.OfAsync(plan.Id, sheet, Tests.Token);
        Assert.Equal("IT 1, Sales 1", string.Join(", ", sizes.Select(size => $"{size.Name} {size.People}")));
        Assert.Equal(["cal"], Who(sheet, await departments.InAsync(sheet, "IT", Tests.Token)));
        // Eve is only coming: the department she comes with counts.
        Assert.Equal(["eve"], Who(sheet, await departments.InAsync(sheet, "Sales", Tests.Token)));
        Assert.Empty(Who(sheet, await departments.InAsync(sheet, "'; --", Tests.Token)));
        Assert.Null(await departments.InAsync(sheet, null, Tests.Token));
        var cal = sheet.Sections.SelectMany(section => section.Lines).Single(line => line is { Who: "cal", Sign: PlanSign.Removal });
        Assert.Contains(", seen by the read for ", cal.Since, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Who(PlanSheet sheet, IReadOnlySet<int>? people) =>
        sheet.Find(null, null, people).SelectMany(section => section.Lines).Select(line => line.Who).Distinct();

    private async Task<RevisionPair> PairAsync(long one, long other, ChangeOverlap? only) =>
        (await rig.Get<RunChanges>().PairAsync(await rig.RunAsync(one), await rig.RunAsync(other), only, Tests.Token))!;

    /// <summary>All pages of one row each.</summary>
    private async Task<string> CompareAsync(long one, long other, ChangeOverlap? only)
    {
        var pair = await PairAsync(one, other, only);
        var rows = new List<ComparedMembership>();
        while (await rig.Muster.Database.Reviews.CompareAsync(pair, rows.LastOrDefault()?.Place, 1, Tests.Token) is [var row])
            rows.Add(row);
        Assert.Equal(
            rows.Select(row => row.Place),
            (await rig.Muster.Database.Reviews.CompareAsync(pair with { Groups = null }, null, 10, Tests.Token)).Select(row => row.Place)
        );
        return string.Join(", ", rows.Select(row => $"{row.User}: {row.Overlap}"));
    }
}
