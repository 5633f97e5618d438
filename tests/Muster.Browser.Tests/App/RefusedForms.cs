using Muster.Testing;

namespace Muster.Browser.Tests.App;

/// <summary>Every form and dialog of the app in which a field can be wrong. One that is not here fails a test.</summary>
internal static class RefusedForms
{
    /// <summary>Those of several fields: what is wrong is listed on top.</summary>
    public static readonly IReadOnlyList<RefusedForm> OfSeveral =
    [
        new("SchedulePage", "/schedule", "Save schedule", "cron", "zone")
        {
            Typed = new Dictionary<string, string> { ["cron"] = "half past six", ["zone"] = "Nowhere/At-all" },
            IsLooked = true,
        },
        new("PauseDialog._ask", "/schedule", "Pause the schedule", "pause-reason", "pause-until")
        {
            Opener = "Pause",
            Typed = new Dictionary<string, string> { ["pause-until"] = "2020-01-01T08:00" },
        },
        new("GuardLimits", "/guard-rails", "See what this would do", "figure-groupStated.percent", "figure-runInferred.percent")
        {
            Typed = new Dictionary<string, string> { ["figure-runInferred.percent"] = "100", ["figure-groupStated.percent"] = "many" },
            IsLooked = true,
        },
        new("GuardLimits._dialog", "/guard-rails", "Save guard rails", "reason", "sure")
        {
            Before = app => RefusedForm.Field(app.Page, "figure-runInferred.percent").FillAsync(""),
            Opener = "See what this would do",
        },
        new("PolicyForm", "/connections/{connection}?tab=settings", "See what this would do", "policy-fullPlanEvery")
        {
            Typed = new Dictionary<string, string> { ["policy-fullPlanEvery"] = "seldom" },
        },
        new("SettingsTab", "/groups/{groupKey}?tab=settings", "Look what it changes", "set-purpose", "set-accountable")
        {
            Typed = new Dictionary<string, string> { ["set-purpose"] = "rings \u0007", ["set-accountable"] = "rings \u0007" },
        },
        new("ExceptionsTab", "/groups/{edited}?tab=exceptions", "Add exception", "exception-person", "exception-reason", "exception-until")
        {
            Typed = new Dictionary<string, string> { ["exception-until"] = "2020-01-01" },
        },
        new("HandMembers._add", "/groups/{edited}", "Add to the group", "member-person") { Opener = "Add somebody" },
        new("AskTab", "/groups/{owned}?tab=ask", "Ask", "ask-person")
        {
            Typed = new Dictionary<string, string> { ["ask-person"] = "nobody@nowhere.example" },
        },
        new("CreateByName", "/groups/discover?tab=name", "Create group", "new-name"),
        new("LocalPersonForm", "/people", "Add person", "person-displayName", "person-userPrincipalName")
        {
            Opener = "Add local person",
            Typed = new Dictionary<string, string> { ["person-mail"] = "kiosk@example.com" },
            IsLooked = true,
        },
        new("RuleChooser", "/people/import?connection={connection}", "Preview who comes and goes", "group-search")
        {
            Before = app => app.Page.GetByLabel("Members of groups").CheckAsync(),
        },
        new("NewConnectionPage", "/connections/new", "Next", "tenant", "client", "graph", "credential-secret")
        {
            Before = async app =>
            {
                await app.Page.GetByLabel("Client secret").CheckAsync();
                await app.Page.GetByText("More: national clouds and private servers").ClickAsync();
                await RefusedForm.Field(app.Page, "graph").FillAsync("ftp://nowhere.example");
            },
        },
        new("ProblemTable._snooze", "/problems", "Put it aside", "until", "why")
        {
            Opener = "Put aside:",
            Typed = new Dictionary<string, string> { ["until"] = "2020-01-01" },
        },
        new("ApplyDialog._ask", "/plans/{held}", "Release:", "apply-number", "apply-reason")
        {
            Opener = "Release:",
            Typed = new Dictionary<string, string> { ["apply-number"] = "1" },
            IsLooked = true,
        },
        new("PauseAll._dialog", "/", "Pause all", "pause-all-reason", "pause-all-until")
        {
            Opener = "Pause all",
            Typed = new Dictionary<string, string> { ["pause-all-until"] = "2020-01-01T08:00" },
        },
        new("AccountsPage._add", "/accounts", "Add account", "name", "mail") { Opener = "Add account" },
        new("AccountsPage._change", "/accounts", "Save roles", "platform-user")
        {
            Opener = "Change Test Owner",
            Typed = new Dictionary<string, string> { ["platform-user"] = "nobody@nowhere.example" },
        },
        new("TokenPanel._dialog", "/profile", "Make the token", "token-name", "token-ends")
        {
            Opener = "Make a token",
            Typed = new Dictionary<string, string> { ["token-ends"] = "2020-01-01" },
        },
        new("PasswordPanel", "/profile", "Change password", "again")
        {
            Typed = new Dictionary<string, string> { ["new"] = "four calm words", ["again"] = "four other words" },
        },
        new("WelcomePage", "/welcome", "Save address and time zone", "address", "zone")
        {
            Typed = new Dictionary<string, string> { ["address"] = "ftp://nowhere.example", ["zone"] = "Nowhere/At-all" },
        },
        new("SetupPage", "/setup", "Create owner and sign in", "address", "zone")
        {
            Typed = new Dictionary<string, string>
            {
                ["token"] = "setup-wrong",
                ["name"] = "Ana Lind",
                ["email"] = "ana@example.com",
                ["password"] = ServerRig.Password,
                ["address"] = "ftp://nowhere.example",
                ["zone"] = "Nowhere/At-all",
            },
            IsLooked = true,
        },
    ];

    /// <summary>Those of one field, which has the focus itself.</summary>
    public static readonly IReadOnlyList<RefusedForm> OfOne =
    [
        new("ExceptionsTab._modal", "/groups/{edited}?tab=exceptions", "End exception", "end-reason") { Opener = "End exception" },
        new("SettingsTab#2", "/groups/{groupKey}?tab=settings", "Save 1 change", "settings-reason")
        {
            Before = async app =>
            {
                await RefusedForm.Field(app.Page, "set-onSourceDeleted").SelectOptionAsync("prune");
                await app.Button("Look what it changes").ClickAsync();
            },
        },
        new("LinkTab._retire", "/groups/{groupKey}?tab=link", "Retire", "retire-name") { Opener = "Retire" },
        new("MatchDialog._dialog", "/people/{localKey}", "Link", "match-account") { Opener = "Link or keep apart" },
        new("PersonPage._suspend", "/people/{localKey}", "Suspend this person", "suspend-reason") { Opener = "Suspend" },
        new("SavedViews._save", "/audit?action=run.*", "Save view", "view-name") { Opener = "Save as view" },
        new("RequestList._modal", "/problems", "Refuse", "refuse-reason") { Opener = "Refuse request" },
        new("ReasonDialog._ask", "/plans/{plan}", "Discard the plan", "reason-") { Opener = "Discard" },
        new("AskDialog._ask", "/plans/{held}", "Ask them", "ask-note")
        {
            Opener = "Ask for approval",
            Typed = new Dictionary<string, string> { ["ask-note"] = new string('x', 1_001) },
        },
        new("PlanComments", "/plans/{plan}", "Comment", "plan-comment"),
        new("SeenDialog._ask", "{undo}", "Undo:", "seen") { Opener = "Undo:" },
        new("UndoPage", "/runs/{undone}/undo", "Look at what it would do", "undo-until")
        {
            Typed = new Dictionary<string, string> { ["undo-until"] = "2020-01-01" },
        },
        new("MomentForm", "/explain", "Show", "moment") { Typed = new Dictionary<string, string> { ["moment"] = "the other day" } },
        new("CheckPage", "/check", "Check", "check-user"),
        new("CheckPage#2", "/check", "Check group", "check-group"),
        new("RemovePanel._remove", "/connections/{connection}?tab=settings", "Remove connection", "remove-name") { Opener = "Remove" },
        new("CredentialPanel", "/connections/{connection}", "Replace credential", "replace-secret") { Opener = "Replace" },
        new("PolicyForm._dialog", "/connections/{connection}?tab=rules", "Save settings", "policy-reason")
        {
            Before = app => RefusedForm.Field(app.Page, "policy-onSourceDeleted").SelectOptionAsync("prune"),
            Opener = "See what this would do",
        },
        new("PasskeyPanel._rename", "/profile", "Save name", "passkey-rename")
        {
            Opener = "Rename",
            Typed = new Dictionary<string, string> { ["passkey-rename"] = "" },
        },
        new("SecondFactorPanel", "/profile", "Switch it on", "totp")
        {
            Before = app => app.Button("Set up an authenticator app").ClickAsync(),
            Typed = new Dictionary<string, string> { ["totp"] = "123" },
        },
    ];

    /// <summary>Those that no such screen has, with the tests that send them.</summary>
    public static readonly IReadOnlyDictionary<string, string> Elsewhere = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        // Asked of whoever signs in with a password that somebody gave them.
        ["SignInPage"] = nameof(AccountTests),
        // Only with a server that Entra signs in to.
        ["AccountsPage"] = nameof(EntraSignInTests),
        // Only under a name; browsers keep no passkey for an address.
        ["PasskeyPanel"] = nameof(PasskeyTests),
    };
}
