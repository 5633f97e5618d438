using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Components;
using Muster.Testing;

namespace Muster.Browser.Tests.App;

/// <summary>Every screen of the admin app, for the sweeps. A page that is not here fails a test.</summary>
internal static class Screens
{
    /// <summary>Addresses; what is in braces is filled in from the made-up company.</summary>
    private static readonly string[] All =
    [
        "/",
        "/demo",
        "/no-permission",
        "/runs",
        "/runs?tab=runs",
        "/runs/compare",
        "/runs/compare?first={run}&second={undone}",
        "/runs/{run}",
        "/runs/{run}/undo",
        "/runs/{undone}",
        "/runs/{undone}/undo",
        "{undo}",
        "/plans/{plan}",
        "/plans/{held}",
        "{compare}",
        "/live/{live}",
        "/live/999999",
        "/connections",
        "/connections/new",
        "/connections/new?connection={connection}&step=source",
        "/connections/new?connection={connection}&step=check",
        "/connections/new?connection={connection}&step=scope",
        "/connections/new?connection={connection}&step=scope&groups=name",
        "/connections/new?connection={connection}&step=scope&groups=rule",
        "/connections/new?connection={connection}&step=rules",
        "/connections/new?connection={connection}&step=limits",
        "/connections/new?connection={connection}&step=plan",
        "/connections?search=nothing-is-called-so",
        "/connections/{connection}",
        "/connections/{connection}?tab=drift",
        "/connections/{connection}?tab=rules",
        "/connections/{connection}?tab=settings",
        "/people",
        "/people?q=nobody-is-called-this",
        "/people/{userKey}",
        "/people/{localKey}",
        "/people/import",
        "/people/import?connection={connection}&preview={preview}",
        "/check",
        "/check?user={user}",
        "/check?group={group}",
        "/groups",
        "/groups?search=nothing-is-called-so",
        "/groups/discover",
        "/groups/discover?tab=name",
        "/groups/{groupKey}",
        "/groups/{groupKey}?show=owners",
        "/groups/{groupKey}?tab=nested",
        "/groups/{groupKey}?tab=history",
        "/groups/{groupKey}?tab=date&at=now",
        "/groups/{groupKey}?tab=exceptions",
        "/groups/{groupKey}?tab=problems",
        "/groups/{groupKey}?tab=rules",
        "/groups/{groupKey}?tab=ask",
        "/groups/{groupKey}?tab=settings",
        "/groups/{groupKey}?tab=link",
        "/groups/{retired}",
        "/groups/999999",
        "/explain",
        "/explain?user={user}&group={groupKey}",
        "/explain?user={user}",
        "/at",
        "/at?at=now&group={groupKey}",
        "/at?at=2001-01-01&group={groupKey}",
        "/at?at=run:{undone}&to=now",
        "/schedule",
        "/problems",
        "/problems?show={snoozed}",
        "/problems?show={resolved}",
        "/guard-rails",
        "/guard-rails?scope=workspace",
        "/audit",
        "/accounts",
        "/my-groups",
        "/profile",
        "/system",
        "/welcome",
    ];

    /// <summary>Pages that have no place in the frame: signing in, set-up, errors.</summary>
    public static readonly IReadOnlyList<string> Plain =
    [
        "/sign-in",
        "/sign-in/emergency",
        "/setup",
        "/error",
        "/not-found",
        "/confirm",
        "/consent",
    ];

    /// <summary>Addresses that are known only once something was prepared, with the shape they have.</summary>
    private static readonly string[] Prepared = ["/runs/{run}/undo/1", "/plans/{plan}/compare/1"];

    /// <summary>Screens that have nothing to wait for.</summary>
    private static readonly string[] AtOnce =
    [
        "/demo",
        "/no-permission",
        "/runs/compare",
        "{compare}",
        "/connections/new",
        "/live/{live}",
        "/live/999999",
    ];

    /// <summary>Screens that are looked at in every way while they wait: each kind of skeleton.</summary>
    private static readonly string[] Skeletons = ["/", "/audit", "/connections/{connection}", "/runs"];

    /// <summary>Dialogs that a button opens, with the screen it is on.</summary>
    private static readonly IReadOnlyList<OpenedDialog> Dialogs =
    [
        new("ApplyDialog._ask", "/plans/{held}", "Release:"),
        new("ApplyDialog._ask", "/plans/{plan}", "Apply:"),
        new("AskDialog._ask", "/plans/{held}", "Ask for approval"),
        new("ReasonDialog._ask", "/plans/{plan}", "Discard"),
        new("SeenDialog._ask", "{undo}", "Undo:"),
        new("LivePage._stop", "/live/{live}", "Stop"),
        new("GuardLimits._dialog", "/guard-rails", "See what this would do")
        {
            Before = app => app.Page.GetByLabel("Removals of one group, stated by the directory: more than, in percent").FillAsync("21"),
        },
        new("ProblemTable._snooze", "/problems", "Put aside:"),
        new("ProblemTable._retry", "/problems", "Retry now: nobody@nowhere.example"),
        new("AssignDialog._dialog", "/problems", "Assign:"),
        new("CheckDialog._dialog", "/problems", "Check now:"),
        new("ProblemHistory._dialog", "/problems", "History of"),
        new("RequestList._modal", "/problems", "Refuse request"),
        new("PersonPage._suspend", "/people/{localKey}", "Suspend"),
        new("PersonPage._edit", "/people/{localKey}", "Edit"),
        new("MatchDialog._dialog", "/people/{localKey}", "Link or keep apart"),
        new("PeoplePage._add", "/people", "Add local person"),
        new("PauseAll._dialog", "/", "Pause all"),
        new("StartRun._ask", "/runs", "Sync"),
        new("StartRun._ask", "/runs", "Make plan"),
        new("GoOn._ask", "/connections", "Discard the draft of"),
        new("PauseDialog._ask", "/connections", "Pause …") { Before = app => app.Page.Locator("tbody [type=checkbox]").First.CheckAsync() },
        new("PauseDialog._ask", "/connections/{connection}", "Pause"),
        new("PauseDialog._ask", "/schedule", "Pause"),
        new("CredentialPanel._replace", "/connections/{connection}", "Replace"),
        new("NotificationPanel._ask", "/connections/{connection}", "Switch off …"),
        new("DriftTab._ask", "/connections/{connection}?tab=drift", "Put back …"),
        new("PolicyForm._dialog", "/connections/{connection}?tab=rules", "See what this would do")
        {
            Before = app => app.Page.GetByLabel("When the directory renames a group").SelectOptionAsync("keep"),
        },
        new("RemovePanel._remove", "/connections/{connection}?tab=settings", "Remove"),
        new("LinkTab._unlink", "/groups/{groupKey}?tab=link", "End the link"),
        new("LinkTab._retire", "/groups/{groupKey}?tab=link", "Retire"),
        new("HandMembers._add", "/groups/{edited}", "Add somebody"),
        new("HandMembers._remove", "/groups/{edited}", "Remove"),
        new("ExceptionsTab._modal", "/groups/{edited}?tab=exceptions", "End exception"),
        new("SavedViews._save", "/audit?action=run.*", "Save as view"),
        new("SavedViews._manage", "/audit", "Manage views"),
        new("AccountsPage._add", "/accounts", "Add account"),
        new("AccountsPage._change", "/accounts", "Change Test Owner"),
        new("EmergencyAccountPanel._renew", "/accounts", "Make new codes"),
        new("EmergencyAccountPanel._remove", "/accounts", "Remove the emergency account"),
        new("TokenPanel._dialog", "/profile", "Make a token"),
        new("PasskeyPanel._rename", "/profile", "Rename"),
        new("SureDialog._ask", "/profile", "Remove"),
        new("KeyList._dialog", "/profile", "What keys do"),
    ];

    /// <summary>The addresses that can be opened on a server.</summary>
    /// <param name="rig">The server.</param>
    /// <param name="prepared">What was prepared on it, by the name in braces.</param>
    public static async Task<IReadOnlyList<string>> OfAsync(ServerRig rig, IReadOnlyDictionary<string, string> prepared)
    {
        var facts = await FactsAsync(rig, prepared);
        return [.. All.Select(address => Fill(address, facts)).Where(address => !address.Contains('{'))];
    }

    /// <summary>The screens that wait for something, and whether each is looked at in every way meanwhile.</summary>
    /// <param name="rig">The server.</param>
    /// <param name="prepared">What was prepared on it, by the name in braces.</param>
    public static async Task<IReadOnlyList<(string Address, bool Looks)>> WaitingOfAsync(
        ServerRig rig,
        IReadOnlyDictionary<string, string> prepared
    )
    {
        var facts = await FactsAsync(rig, prepared);
        return
        [
            .. All.Except(AtOnce)
                .Select(address => (Fill(address, facts), Skeletons.Contains(address)))
                .Where(screen => !screen.Item1.Contains('{')),
        ];
    }

    /// <summary>The dialogs that can be opened on a server.</summary>
    /// <param name="rig">The server.</param>
    /// <param name="prepared">What was prepared on it, by the name in braces.</param>
    public static async Task<IReadOnlyList<OpenedDialog>> DialogsOfAsync(ServerRig rig, IReadOnlyDictionary<string, string> prepared)
    {
        var facts = await FactsAsync(rig, prepared);
        return [.. Dialogs.Select(dialog => dialog with { Address = Fill(dialog.Address, facts) })];
    }

    /// <summary>Forms with the screens they are on, on a server.</summary>
    /// <param name="rig">The server.</param>
    /// <param name="prepared">What was prepared on it, by the name in braces.</param>
    /// <param name="forms">The forms.</param>
    public static async Task<IReadOnlyList<RefusedForm>> WithFormsAsync(
        ServerRig rig,
        IReadOnlyDictionary<string, string> prepared,
        IEnumerable<RefusedForm> forms
    )
    {
        var facts = await FactsAsync(rig, prepared);
        return [.. forms.Select(form => form with { Address = Fill(form.Address, facts) })];
    }

    /// <summary>Names of the dialogs that a sweep opens.</summary>
    public static IEnumerable<string> OpenedDialogs => Dialogs.Select(dialog => dialog.Name).Distinct(StringComparer.Ordinal);

    /// <summary>Routes of pages that no sweep opens.</summary>
    public static IEnumerable<string> Forgotten() =>
        typeof(Server.MusterServer)
            .Assembly.GetTypes()
            .SelectMany(type => type.GetCustomAttributes<RouteAttribute>())
            .Select(route => route.Template)
            .Where(template => !Plain.Contains(template) && !All.Concat(Prepared).Any(address => Shape(address) == Shape(template)))
            .Order(StringComparer.Ordinal);

    private static string Fill(string address, Dictionary<string, string> facts) =>
        facts.Aggregate(address, (filled, fact) => filled.Replace($"{{{fact.Key}}}", fact.Value, StringComparison.Ordinal));

    private static string Shape(string address) =>
        string.Join('/', address.Split('?')[0].Split('/').Select(part => part.Contains('{') || long.TryParse(part, out _) ? "*" : part));

    private static async Task<Dictionary<string, string>> FactsAsync(ServerRig rig, IReadOnlyDictionary<string, string> prepared)
    {
        var token = TestContext.Current.CancellationToken;
        var facts = new Dictionary<string, string>(prepared, StringComparer.Ordinal);
        async Task FindAsync(string name, string property, params string[] command)
        {
            var listed = await rig.Tenant.RunAsync(token, [.. command, "--json", "--limit", "1"]);
            if (listed.Code == 0 && listed.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries) is [var first, ..])
                if (JsonDocument.Parse(first).RootElement.TryGetProperty(property, out var value))
                    facts[name] = Uri.EscapeDataString(value.ToString());
        }
        await FindAsync("connection", "name", "connection", "list");
        await FindAsync("group", "name", "groups", "list");
        await FindAsync("user", "userPrincipalName", "users", "list");
        await FindAsync("run", "run", "runs", "list");
        await FindAsync("plan", "plan", "plan", "list");
        if (facts.ContainsKey("group"))
            facts["groupKey"] = "1";
        if (facts.ContainsKey("user"))
            facts["userKey"] = "1";
        return facts;
    }
}
