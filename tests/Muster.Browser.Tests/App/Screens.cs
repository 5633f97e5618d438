using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Components;
using Muster.Testing;

namespace Muster.Browser.Tests.App;

/// <summary>Every screen of the admin app, for the sweeps. A page that is not here fails a test.</summary>
public static class Screens
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
        "/people/import",
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
        "/groups/{groupKey}?tab=settings",
        "/groups/{groupKey}?tab=link",
        "/groups/999999",
        "/explain",
        "/explain?user={user}&group={groupKey}",
        "/explain?user={user}",
        "/at",
        "/at?at=now&group={groupKey}",
        "/at?at=2001-01-01&group={groupKey}",
        "/schedule",
        "/problems",
        "/guard-rails",
        "/guard-rails?scope=workspace",
        "/audit",
        "/accounts",
        "/my-groups",
        "/profile",
        "/welcome",
    ];

    /// <summary>Pages that have no place in the frame: signing in, set-up, errors.</summary>
    private static readonly string[] Plain = ["/sign-in", "/sign-in/emergency", "/setup", "/error", "/not-found", "/confirm", "/consent"];

    /// <summary>Addresses that are known only once something was prepared, with the shape they have.</summary>
    private static readonly string[] Prepared = ["/runs/{run}/undo/1", "/plans/{plan}/compare/1"];

    /// <summary>Dialogs that a button opens, with the screen it is on.</summary>
    private static readonly (string Address, string Opener)[] Dialogs =
    [
        ("/plans/{held}", "Release:"),
        ("{undo}", "Undo:"),
        ("/live/{live}", "Stop"),
        ("/guard-rails", "See what this would do"),
        ("/problems", "Put aside:"),
        ("/problems", "History of"),
        ("/people/{localKey}", "Suspend"),
        ("/", "Pause all"),
        ("/runs", "Sync"),
        ("/runs", "Make plan"),
        ("/plans/{plan}", "Apply:"),
        ("/plans/{plan}", "Discard"),
        ("/people", "Add local person"),
        ("/connections/{connection}", "Replace"),
        ("/connections/{connection}", "Pause"),
        ("/connections/{connection}?tab=settings", "Remove"),
        ("/groups/{groupKey}?tab=link", "End the link"),
        ("/groups/{groupKey}?tab=link", "Retire"),
        ("/schedule", "Pause"),
        ("/accounts", "Add account"),
        ("/accounts", "Change Test Owner"),
        ("/profile", "Make a token"),
    ];

    /// <summary>The addresses that can be opened on a server.</summary>
    /// <param name="rig">The server.</param>
    /// <param name="prepared">What was prepared on it, by the name in braces.</param>
    public static async Task<IReadOnlyList<string>> OfAsync(ServerRig rig, IReadOnlyDictionary<string, string> prepared)
    {
        var facts = await FactsAsync(rig, prepared);
        return [.. All.Select(address => Fill(address, facts)).Where(address => !address.Contains('{'))];
    }

    /// <summary>The dialogs that can be opened on a server.</summary>
    /// <param name="rig">The server.</param>
    /// <param name="prepared">What was prepared on it, by the name in braces.</param>
    public static async Task<IReadOnlyList<(string Address, string Opener)>> DialogsOfAsync(
        ServerRig rig,
        IReadOnlyDictionary<string, string> prepared
    )
    {
        var facts = await FactsAsync(rig, prepared);
        return [.. Dialogs.Select(dialog => (Fill(dialog.Address, facts), dialog.Opener))];
    }

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
