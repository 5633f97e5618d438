using System.Text.Json;
using System.Text.RegularExpressions;
using Muster.Testing;

namespace Muster.Server.Tests.Api;

/// <summary>The API covers what the app does: every act of a page or dialog has an operation, or a reason why it has none.</summary>
public sealed partial class AppActTests
{
    /// <summary>Operations by act: the part of the app, a dot, and its method that asks for a right.</summary>
    private static readonly Dictionary<string, string[]> Operations = new()
    {
        ["AccountsPage.AskAddAsync"] = ["addAccount"],
        ["AccountsPage.AskChangeAsync"] = ["getAccount"],
        ["AccountsPage.AddAsync"] = ["addAccount", "addEntraAccount"],
        ["AccountsPage.SaveAsync"] = ["changeAccount"],
        ["AccountsPage.LinkAsync"] = ["linkEntraAccount"],
        ["AccountsPage.DisableAsync"] = ["changeAccount"],
        ["AccountsPage.ResetAsync"] = ["resetPassword"],
        ["AccountsPage.EndAsync"] = ["listSessions", "endSessions"],
        ["AccountsPage.EndAllAsync"] = ["endSessions"],
        ["AskTab.AskAsync"] = ["askForException"],
        ["AssignDialog.GiveAsync"] = ["assignProblem"],
        ["AuditPage.VerifyAsync"] = ["verifyAudit", "getAuditCheckpoint"],
        ["CheckDialog.ShowAsync"] = ["checkOne"],
        ["CheckSteps.PlanAsync"] = ["makePlan"],
        ["ConnectionPage.PauseAsync"] = ["pauseSchedule", "resumeSchedule"],
        ["ConnectionPage.TrustAsync"] = ["changeConnection"],
        ["ConnectionTest.RunAsync"] = ["testConnection"],
        ["ConnectionTest.TrustAsync"] = ["changeConnection"],
        ["ConnectionsPage.PauseAsync"] = ["pauseSchedule"],
        ["ConnectionsPage.ResumeAsync"] = ["resumeSchedule"],
        ["ConnectionsPage.PlanAsync"] = ["makePlan"],
        ["CredentialPanel.ReplaceAsync"] = ["changeConnection"],
        ["CredentialPanel.SaveAsync"] = ["changeConnection"],
        ["DiscoverPage.ReadAsync"] = ["listDirectoryGroups"],
        ["DiscoverPage.CreateManyAsync"] = ["createGroupsFromDirectory"],
        ["DiscoverPage.CreateAsync"] = ["createGroup"],
        ["DriftTab.LookAsync"] = ["listDrift"],
        ["DriftTab.ReadAsync"] = ["readForDrift"],
        ["DriftTab.HealAsync"] = ["healDrift"],
        ["EverybodysTokens.RevokeAsync"] = ["listTokens", "revokeToken"],
        ["ExceptionsTab.AddAsync"] = ["addException"],
        ["ExceptionsTab.EndAsync"] = ["endException"],
        ["ExportLink.SendAsync"] =
        [
            "exportUsers",
            "exportGroups",
            "exportMembers",
            "exportMemberships",
            "exportPlans",
            "exportPlanSteps",
            "exportRuns",
            "exportProblems",
            "exportDifferences",
            "exportAccounts",
            "exportAudit",
            "exportState",
            "exportImportPreview",
        ],
        ["GuardLimits.DraftAsync"] = ["putGuardRails", "putWorkspaceSettings"],
        ["GuardLimits.SaveAsync"] = ["putGuardRails", "putWorkspaceSettings"],
        ["HandMembers.SetAsync"] = ["addGroupMember", "removeGroupMember"],
        ["ImportPage.ReadAsync"] = ["readForDrift"],
        ["ImportPage.PreviewAsync"] = ["previewImportRule"],
        ["ImportPage.ImportAsync"] = ["startImport"],
        ["LinkTab.LookAsync"] = ["linkGroup"],
        ["LinkTab.LinkAsync"] = ["linkGroup"],
        ["LinkTab.ChangeAsync"] = ["linkGroup", "unlinkGroup", "resumeGroup", "retireGroup"],
        ["LivePage.StopAsync"] = ["stopWork"],
        ["LocalPersonForm.SaveAsync"] = ["addLocalUser", "putLocalUser"],
        ["MatchDialog.RunAsync"] = ["linkUser", "keepUserApart"],
        ["NewConnectionPage.NextFromSourceAsync"] = ["addConnection"],
        ["NewConnectionPage.TrustAsync"] = ["changeConnection"],
        ["NewConnectionPage.StoreAsync"] = ["addConnection"],
        ["NotificationPanel.SwitchAsync"] = ["putNotifications"],
        ["PauseAll.PauseAsync"] = ["pauseSchedule"],
        ["PauseAll.ResumeAsync"] = ["resumeSchedule"],
        ["PersonPage.SetActiveAsync"] = ["suspendLocalUser", "reactivateLocalUser"],
        ["PlanPage.ApplyAsync"] = ["applyPlan", "approvePlan"],
        ["PlanPage.StartAsync"] = ["applyPlan", "approvePlan"],
        ["PlanPage.CutAsync"] = ["cutPlan"],
        ["PlanPage.CompareAsync"] = ["comparePlan"],
        ["PlanPage.DiscardAsync"] = ["discardPlan", "rejectRun"],
        ["PlanPage.AskAsync"] = ["askForApproval"],
        ["PlanPage.CommentAsync"] = ["commentPlan"],
        ["PlanStep.StartAsync"] = ["makePlan"],
        ["PolicyForm.LookAsync"] = ["putConnectionSettings"],
        ["PolicyForm.SaveAsync"] = ["putConnectionSettings"],
        ["ProblemTable.RetryAsync"] = ["retryProblem"],
        ["ProblemTable.SnoozeAsync"] = ["snoozeProblem", "wakeProblem"],
        ["ProfilePage.EndAsync"] = ["listOwnSessions", "endOwnSessions"],
        ["RemovePanel.RemoveAsync"] = ["removeConnection"],
        ["RequestList.TakeAsync"] = ["takeRequest"],
        ["RequestList.RefuseAsync"] = ["refuseRequest"],
        ["RequestList.WithdrawAsync"] = ["withdrawRequest"],
        ["SchedulePage.SaveAsync"] = ["putSchedule"],
        ["SchedulePage.PauseAsync"] = ["pauseSchedule", "resumeSchedule"],
        ["SchedulePage.RunNowAsync"] = ["runSchedule"],
        ["ScopeStep.KeepAsync"] = ["applyConfiguration"],
        ["ScopeStep.ReadAsync"] = ["listDirectoryGroups"],
        ["ScopeStep.CreateManyAsync"] = ["createGroupsFromDirectory"],
        ["ScopeStep.CreateAsync"] = ["createGroup"],
        ["SettingsTab.LookAsync"] = ["changeGroup"],
        ["SettingsTab.SaveAsync"] = ["changeGroup"],
        ["StartRun.StartAsync"] = ["startSync", "makePlan"],
        ["TokenPanel.AskAsync"] = ["makeToken"],
        ["TokenPanel.MakeAsync"] = ["makeToken"],
        ["TokenPanel.RevokeAsync"] = ["revokeToken"],
        ["UndoPage.LookAsync"] = ["previewUndo"],
        ["UndoPage.UndoAsync"] = ["undoRuns"],
        ["RestoredNotice.ReleaseAsync"] = ["releaseRestored"],
        ["SystemPage.LookAsync"] = ["examineSystem"],
        ["WelcomePage.SaveAsync"] = ["putServer"],
    };

    private const string Own =
        "Secrets of a person, who proves at a browser that it is them: a token, which others may hold, must not change them.";

    /// <summary>Acts that no program needs, with the reason.</summary>
    private static readonly Dictionary<string, string> WithoutOperation = new()
    {
        ["ConsentPanel.AskAsync"] = "Entra sends the browser that asked back with its answer; a program has no browser to send there.",
        ["DemoPage.DoAsync"] = "It changes the made-up tenant and not Muster; the emulator has an interface of its own for that.",
        ["ResetPanel.BeginAsync"] = "It starts the demo anew; a program starts another demo instead.",
        ["GoOn.DiscardAsync"] = "A draft is what a person has typed so far and not stored; programs send all of it at once.",
        ["EmergencyAccountPanel.MakeAsync"] = "Its codes are for paper: whoever makes them prints them, and no program keeps them.",
        ["EmergencyAccountPanel.RemoveAsync"] =
            "Made at a browser, so removed at a browser; whoever is in by it is ended by emergency close, too.",
        ["SavedViews.SaveAsync"] = "A view is the filter of a page under a name; programs send the filter itself.",
        ["SavedViews.RenameAsync"] = "A view is the filter of a page under a name; programs send the filter itself.",
        ["SavedViews.RemoveAsync"] = "A view is the filter of a page under a name; programs send the filter itself.",
        ["FormChoice.SaveAsync"] = "It is how pages write numbers and times for a person; for programs there is one form.",
        ["PasswordPanel.ChangeAsync"] = Own,
        ["PasskeyPanel.AddAsync"] = Own,
        ["PasskeyPanel.RenameAsync"] = Own,
        ["PasskeyPanel.RemoveAsync"] = Own,
        ["SecondFactorPanel.BeginAsync"] = Own,
        ["SecondFactorPanel.EnableAsync"] = Own,
        ["SecondFactorPanel.DisableAsync"] = Own,
    };

    [Fact]
    public void Every_act_of_the_app_has_an_operation_of_the_API_or_a_reason()
    {
        var known = Operations.Keys.Concat(WithoutOperation.Keys).ToList();
        Assert.Empty(Acts().Except(known).Select(act => $"{act} has neither an operation nor a reason"));
        Assert.Empty(known.Except(Acts()).Select(act => $"{act} is no act of the app any more"));
        Assert.Empty(Operations.Keys.Intersect(WithoutOperation.Keys));
        Assert.All(WithoutOperation.Values, reason => Assert.InRange(reason.Length, 30, 300));
    }

    [Fact]
    public void Every_operation_that_is_named_is_there()
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(Tests.Root, "docs", "schema", "openapi.json")));
        var there = document
            .RootElement.GetProperty("paths")
            .EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject())
            .Where(operation => operation.Value.ValueKind == JsonValueKind.Object)
            .Select(operation => operation.Value.GetProperty("operationId").GetString()!)
            .ToHashSet(StringComparer.Ordinal);
        Assert.All(Operations.Values, operations => Assert.NotEmpty(operations));
        Assert.Empty(Operations.Values.SelectMany(operations => operations).Distinct().Except(there));
    }

    /// <summary>Methods of pages and parts that ask for a right themselves, or hand on who asks to what does; what only carries out another act is none.</summary>
    private static SortedSet<string> Acts()
    {
        var acts = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var (part, source) in PageSources.All)
        {
            var asks = Asks(source);
            var methods = LoadingSources.Methods(source);
            var carriers = methods
                .Where(method => asks.IsMatch(method.Value) && Carries().IsMatch(Head(method.Value)))
                .Select(method => method.Key)
                .ToList();
            foreach (var (name, body) in methods.Where(method => !Loads().IsMatch(method.Key)))
                if (!carriers.Contains(name) && (asks.IsMatch(body) || carriers.Exists(carrier => Regex.IsMatch(body, $@"\b{carrier}\("))))
                    acts.Add($"{part}.{name}");
        }
        return acts;
    }

    private static string Head(string method) =>
        method[..(method.IndexOf(')', StringComparison.Ordinal) is var end and >= 0 ? end : method.Length)];

    /// <summary>Whoever asks for a right calls Demand, or a service that does so for the one who sits there.</summary>
    private static Regex Asks(string source) =>
        new(
            string.Join(
                '|',
                new[] { @"\bAccess\.Demand", @"\bDemandAsync\(", @", Access\)" }.Concat(
                    Askers.SelectMany(asker =>
                        Regex
                            .Matches(source, $@"(?:@inject |\[Inject\]\s+private ){asker} (\w+)")
                            .Select(found => $@"\b{found.Groups[1].Value}\.\w+Async\(")
                    )
                )
            )
        );

    /// <summary>Services that look at the rights of whoever sits there.</summary>
    private static IReadOnlyList<string> Askers { get; } =
    [
        .. Directory
            .EnumerateFiles(Path.Combine(SharedData.Repository(), "src", "Muster.Server"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => Asker().Matches(File.ReadAllText(file)))
            .Select(found => found.Groups[1].Value),
    ];

    [GeneratedRegex(@"class (\w+)\([^)]*\bCircuitAccess access\b[^)]*\)")]
    private static partial Regex Asker();

    /// <summary>What a page does by itself, and what asks for others.</summary>
    [GeneratedRegex("^(?:On[A-Z].*|LoadAsync|DemandAsync)$")]
    private static partial Regex Loads();

    [GeneratedRegex(@"\bFunc<")]
    private static partial Regex Carries();
}
