using static Muster.Testing.TenantStory;

namespace Muster.Cli.Tests.Verbs.Tour;

/// <summary>One walk through a small workspace that types every verb with <c>--json</c> at least once, some in several states.</summary>
internal static class VerbTour
{
    public static async Task<Walk> WalkAsync(TestTenant tenant, TemporaryFolder folder, CancellationToken cancellationToken)
    {
        var walk = new Walk(tenant, folder, cancellationToken);
        await ConnectAsync(walk);
        await GroupsAsync(walk);
        await PlansAsync(walk);
        await LooksAsync(walk);
        await LocalAsync(walk);
        await ConfigurationAsync(walk);
        return walk;
    }

    public static TenantStory Story()
    {
        var people = Tests.Several("p", 30);
        return new TenantStory()
            .Users("ada", "grace", "linus", "edsger")
            .Users(people)
            .Group("staff", "Staff", ("description", "Everybody"))
            .Member("staff", people)
            .Group("inner", "Inner")
            .Member("inner", "grace")
            .Group("team", "Team")
            .Member("team", "ada")
            .Owner("team", "linus")
            .Nested("team", "inner")
            .Group("twin1", "Twin")
            .Group("twin2", "Twin")
            .Group("spare", "Spare")
            .Member("spare", "ada")
            .Then()
            .Member("team", "edsger")
            .NoMember("team", "ada")
            .DeleteUser("linus")
            .User("late", ("department", "IT"))
            .Then()
            .NoMember("staff", people[..25])
            .Then()
            .Member("staff", "ada");
    }

    private static async Task ConnectAsync(Walk walk)
    {
        await walk.TypeAsync("connection add entra", walk.Tenant.AddCommand());
        await walk.TypeAsync("connection list");
        await walk.TypeAsync("connection show", "corp");
        await walk.TypeAsync("connection test", "corp");
        await walk.TypeAsync("connection update", "corp", walk.Tenant.AddCommand().SkipWhile(word => word != "--secret-env").Take(2));
        await walk.TypeAsync("users rule");
        await walk.TypeAsync("users preview", "--where", "department = \"IT\" or userPrincipalName startsWith \"ada\"");
        await walk.TypeAsync("users import", "--everyone", "--dry-run");
        await walk.TypeAsync("users import", "--everyone", "--yes");
        await walk.TypeAsync("users rule");
        await walk.TypeAsync("users why", "ada@contoso.com");
        await walk.TypeAsync("check", "ada@contoso.com", "--raw");
        await walk.TypeAsync("users list");
        await walk.TypeAsync("attributes show");
        await walk.TypeAsync("attributes preview", "ada@contoso.com", "--set", "displayName={surname}, {givenName}");
    }

    private static async Task GroupsAsync(Walk walk)
    {
        await walk.TypeAsync("connection history", "corp");
        await walk.TypeAsync("connection compare", "corp", "1", "2");
        await walk.TypeAsync("groups discover");
        await walk.TypeAsync("groups create", "Waits");
        await walk.TypeAsync("groups create", "--from-directory", "Staff", "--dry-run");
        await walk.TypeAsync("groups create", 4, "--from-directory", "--all");
        await walk.TypeAsync("groups create", 4, "Twin");
        await walk.TypeAsync("groups pick", "Twin");
        await walk.TypeAsync("groups pick", "Twin", "--to", "1", "--yes");
        await walk.TypeAsync("groups pick", "Twin");
        var free = walk.Last.JsonLines.First(row => row.GetProperty("state").GetString() != "linked").GetProperty("id").GetString()!;
        await walk.TypeAsync("groups link", "Waits", "--to", free, "--dry-run");
        await walk.TypeAsync("groups link", "Waits", "--to", free, "--yes");
        await walk.TypeAsync("groups set", "Team", "--nesting", "hierarchy", "--dry-run");
        await walk.TypeAsync("groups set", "Team", "--purpose", "Builds it", "--nesting", "hierarchy", "--yes", "--reason", "r");
        await walk.TypeAsync("sync", "--yes");
        await walk.TypeAsync("groups unlink", "Spare", "--yes");
        await walk.TypeAsync("groups relink", "Spare", "--to", Id("spare").ToString(), "--dry-run");
        await walk.TypeAsync("groups relink", "Spare", "--to", Id("spare").ToString(), "--local", "keep", "--yes");
        await walk.TypeAsync("groups list");
        await walk.TypeAsync("groups show", "Team");
        await walk.TypeAsync("groups members", "Staff");
        await walk.TypeAsync("groups members", "Team", "--owners");
        await walk.TypeAsync("check", "--group", "Team", "--as-last-read");
        await walk.TypeAsync("groups tree");
        await walk.TypeAsync("groups tree", "Team");
        await walk.TypeAsync("groups report");
        await walk.TypeAsync("users show", "grace@contoso.com");
        await walk.TypeAsync(
            "exceptions add",
            "--group",
            "Staff",
            "--user",
            "linus@contoso.com",
            "--include",
            "--until",
            "2099-01-31",
            "--reason",
            "r",
            "--yes"
        );
        await walk.TypeAsync("exceptions list");
        await walk.TypeAsync("export exceptions");
        await walk.TypeAsync("exceptions show", "1");
        await walk.TypeAsync("exceptions extend", "1", "--until", "never", "--yes");
        await walk.TypeAsync("exceptions end", "1", "--reason", "r", "--yes");
    }

    private static async Task PlansAsync(Walk walk)
    {
        await walk.Tenant.NextAsync(walk.CancellationToken);
        await walk.TypeAsync("plan");
        var plan = walk.Last.JsonLines.First().GetProperty("plan").GetRawText();
        await walk.TypeAsync("plan comment", plan, "Agreed with HR");
        await walk.TypeAsync("plan ask", plan, "--note", "r");
        await walk.TypeAsync("plan show", plan);
        await walk.TypeAsync("export steps", plan);
        await walk.TypeAsync("plan diff", plan);
        await walk.TypeAsync("plan cut", plan, "--additions-only");
        await walk.TypeAsync("plan list");
        await walk.TypeAsync("plan discard", walk.Last.JsonLines.First().GetProperty("plan").GetRawText(), "--reason", "r");
        await walk.TypeAsync("plan");
        plan = walk.Last.JsonLines.First().GetProperty("plan").GetRawText();
        await walk.Tenant.NextAsync(walk.CancellationToken);
        await walk.TypeAsync("plan diff", plan);
        await walk.Tenant.MustAsync(0, walk.CancellationToken, "groups", "set", "Spare", "--purpose", "None");
        await walk.TypeAsync("plan");
        await walk.TypeAsync("sync", 3, "--yes");
        await walk.TypeAsync("problems list");
        await walk.TypeAsync("runs list");
        var held = walk.Last.JsonLines.First().GetProperty("run").GetRawText();
        await walk.TypeAsync("runs show", held);
        await walk.TypeAsync("runs reject", held, "--reason", "r");
        await walk.TypeAsync("sync", 3, "--yes");
        held = walk.Last.Json.GetProperty("run").GetRawText();
        await walk.TypeAsync("runs approve", held, "--reason", "r");
        await walk.TypeAsync("plan list");
        await walk.TypeAsync("plan show", walk.Last.JsonLines.First().GetProperty("plan").GetRawText());
        await walk.TypeAsync("runs undo", held, "--dry-run");
        await walk.TypeAsync("runs undo", held, "--yes", "--until", "2099-01-31");
        var undo = walk.Last.JsonLines.Last().GetProperty("run").GetRawText();
        await walk.TypeAsync("runs compare", held, undo);
        await walk.TypeAsync("runs compare", held, undo, "--steps");
        await walk.TypeAsync("export compared-runs", held, undo);
        await walk.TypeAsync("export run-changes", held);
        await walk.TypeAsync("groups resume", "Staff", "--yes");
        await walk.Tenant.NextAsync(walk.CancellationToken);
        await walk.TypeAsync("groups discover");
        await walk.TypeAsync("plan");
        await walk.TypeAsync("plan list", "--state", "held");
        plan = walk.Last.JsonLines.First().GetProperty("plan").GetRawText();
        await walk.TypeAsync("plan approve", plan, "--reason", "r");
        await walk.TypeAsync("verify", 2);
    }

    private static async Task LooksAsync(Walk walk)
    {
        await walk.TypeAsync("explain", "edsger@contoso.com", "Team");
        await walk.TypeAsync("explain", "ada@contoso.com", "Team");
        await walk.TypeAsync("explain", "ada@contoso.com");
        await walk.TypeAsync("explain", "--group", "Team");
        await walk.TypeAsync("compare", "--from", "revision:1");
        await walk.TypeAsync("export state");
        await walk.TypeAsync("completion", "fish");
        await ExportsAsync(walk);
        await walk.TypeAsync("problems list", "--all");
        var problem = walk.Last.JsonLines.Last(row => row.GetProperty("state").GetString() == "open").GetProperty("id").GetRawText();
        await walk.TypeAsync("problems snooze", problem, "--until", "2099-01-31", "--reason", "r");
        await walk.TypeAsync("problems show", problem);
        await walk.TypeAsync("problems wake", problem);
        await walk.TypeAsync("audit list");
        await walk.TypeAsync("audit export");
        await walk.TypeAsync("audit checkpoint");
        var checkpoint = walk.Folder.Write("checkpoint.json", walk.Last.Output);
        await walk.TypeAsync("audit anchor", "--to", walk.Folder.Path);
        await walk.TypeAsync("audit key");
        var key = walk.Folder.Write("key.pem", walk.Last.Json.GetProperty("publicKey").GetString()!);
        var signed = Path.Combine(walk.Folder.Path, "signed.csv");
        await walk.TypeAsync("export users", "--signed", "--out", signed);
        await walk.TypeAsync("export verify", signed, "--key", key);
        await walk.TypeAsync("audit verify", "--checkpoint", checkpoint);
        await walk.TypeAsync("audit repair", "--yes", "--reason", "r");
        await walk.TypeAsync("drift", 2);
        await walk.TypeAsync("guard show");
        await walk.TypeAsync("guard simulate", "--since", "90d", "--set", "guards.groupStated.percent=1");
    }

    private static async Task ExportsAsync(Walk walk)
    {
        await walk.TypeAsync("export users");
        await walk.TypeAsync("export groups", "--at", "revision:2");
        await walk.TypeAsync("export members", "Team");
        await walk.TypeAsync("export memberships", "grace@contoso.com");
        await walk.TypeAsync("export candidates");
        await walk.TypeAsync("export plans");
        await walk.TypeAsync("export runs");
        await walk.TypeAsync("export problems", "--state", "all");
        await walk.TypeAsync("export differences", "--from", "revision:1");
        await walk.TypeAsync("export audit", "--action", "run.*");
        await AccountFolder.WithOneAsync(walk.Tenant.Muster.Folder, walk.Tenant.Muster.Database, walk.CancellationToken);
        await walk.TypeAsync("export accounts");
        await walk.TypeAsync("export failed-sign-ins");
        await walk.TypeAsync("export sessions");
        await walk.TypeAsync("export tokens");
        await walk.TypeAsync("export connections");
        await walk.TypeAsync("export requests");
        await walk.TypeAsync("export drift");
        await walk.TypeAsync("export group-history", "Team");
        await walk.TypeAsync("emergency open");
        await walk.TypeAsync("emergency show");
        await walk.TypeAsync("emergency close");
    }

    private static async Task LocalAsync(Walk walk)
    {
        await walk.TypeAsync("users add", "--upn", "local@contoso.com", "--name", "Local");
        await walk.TypeAsync("users set", "local@contoso.com", "--mail", "local@contoso.com");
        await walk.TypeAsync(
            "users import",
            "--csv",
            walk.Folder.Write("users.csv", "userPrincipalName,displayName\nlate2@contoso.com,Late\n")
        );
        await walk.TypeAsync("groups unlink", "Spare", "--yes");
        await walk.TypeAsync("groups add-member", "Spare", "local@contoso.com");
        await walk.TypeAsync("groups remove-member", "Spare", "local@contoso.com");
        await walk.TypeAsync("users suspend", "local@contoso.com", "--reason", "r");
        await walk.TypeAsync("users reactivate", "local@contoso.com", "--reason", "r");
        await walk.TypeAsync("users match");
        await walk.TypeAsync("users unlink", "edsger@contoso.com", "--yes");
        await walk.TypeAsync("users match");
        await walk.TypeAsync("users link", "edsger@contoso.com", "--to", Id("edsger").ToString(), "--yes");
        await walk.TypeAsync("groups retire", "Spare", "--confirm", "Spare");
    }

    private static async Task ConfigurationAsync(Walk walk)
    {
        await walk.TypeAsync("database status");
        await walk.TypeAsync("database migrate", "--dry-run");
        await walk.TypeAsync("database release", "--reason", "r");
        // On a server somebody else's made-up workspace is there too, whose log no backup vouches for.
        if (walk.Tenant.Muster.Database is null)
            await BackupsAsync(walk);
        await walk.TypeAsync("schedule pause", "--reason", "Servers move", "--for", "3d");
        await walk.TypeAsync("schedule show");
        await walk.TypeAsync("connection list");
        await walk.TypeAsync("connection show", "corp");
        await walk.TypeAsync("schedule resume");
        await walk.TypeAsync("notifications on");
        await walk.TypeAsync("notifications show");
        await walk.TypeAsync("notifications off");
        await walk.TypeAsync("settings list");
        await walk.TypeAsync("settings show", "nesting");
        await walk.TypeAsync("settings set", "guards.groupStated.percent", "20", "--reason", "r", "--yes");
        await walk.TypeAsync("settings set", "nesting", "direct", "--dry-run");
        await walk.TypeAsync("settings reset", "guards.groupStated.percent", "--reason", "r", "--yes");
        await walk.TypeAsync("settings show", "--workspace");
        await walk.TypeAsync("settings history");
        await walk.TypeAsync("settings compare", "0", "1");
        var file = walk.Folder.In("muster.yaml");
        await walk.Tenant.MustAsync(0, walk.CancellationToken, "config", "export", "--out", file);
        await File.WriteAllTextAsync(
            file,
            (await File.ReadAllTextAsync(file, walk.CancellationToken)).Replace("Builds it", "Builds more", StringComparison.Ordinal),
            walk.CancellationToken
        );
        await walk.TypeAsync("config diff", file);
        await walk.TypeAsync("config apply", file, "--dry-run");
        await walk.TypeAsync("config apply", file, "--reason", "r", "--yes");
        await walk.TypeAsync("config export");
        await walk.TypeAsync("connection show", "corp");
        await walk.TypeAsync("users import", 64, "--csv", walk.Folder.Write("bad.csv", "userPrincipalName,displayName\nnothing,Late\n,\n"));
        await walk.TypeAsync("connection add entra", walk.Tenant.AddCommand(null, ("--name", "second")));
        await walk.TypeAsync("connection remove", "second");
        await WorkspacesAsync(walk);
    }

    private static async Task BackupsAsync(Walk walk)
    {
        await walk.TypeAsync("doctor", 2);
        await walk.TypeAsync("nodes");
        await walk.TypeAsync("database backup", walk.Folder.In("tour.backup"));
        await walk.TypeAsync("database verify", walk.Folder.In("tour.backup"));
        await walk.TypeAsync("database drill", walk.Folder.In("tour.backup"));
        await walk.TypeAsync("database restore", walk.Folder.In("tour.backup"), "--into", walk.Folder.In("restored"));
    }

    private static async Task WorkspacesAsync(Walk walk)
    {
        await walk.TypeAsync("workspace create", "contoso");
        await walk.TypeAsync("workspace limits", "contoso", "--users", "50", "--connections", "2");
        await walk.TypeAsync("workspace rename", "contoso", "fabrikam");
        await walk.TypeAsync("workspace show", "fabrikam");
        await walk.TypeAsync("workspace list");
        await walk.TypeAsync("database status");
        await walk.TypeAsync("workspace remove", "fabrikam", "--confirm", "fabrikam");
    }
}

/// <summary>Types commands and keeps what they printed.</summary>
internal sealed class Walk(TestTenant tenant, TemporaryFolder folder, CancellationToken cancellationToken)
{
    private readonly List<(string Verb, CommandResult Result)> _seen = [];
    private readonly List<string> _mistakes = [];

    /// <summary>Commands that ended otherwise than they should.</summary>
    public IReadOnlyList<string> Mistakes => _mistakes;

    public TestTenant Tenant => tenant;

    public TemporaryFolder Folder => folder;

    public CancellationToken CancellationToken => cancellationToken;

    /// <summary>What every command printed, in order.</summary>
    public IReadOnlyList<(string Verb, CommandResult Result)> Seen => _seen;

    public CommandResult Last => _seen[^1].Result;

    public Task TypeAsync(string verb, params string[] rest) => TypeAsync(verb, 0, rest);

    public Task TypeAsync(string verb, string first, IEnumerable<string> rest) => TypeAsync(verb, 0, [first, .. rest]);

    public async Task TypeAsync(string verb, int code, params string[] rest)
    {
        string[] words = rest.Length > 0 && rest[0] == verb.Split(' ')[0] ? rest : [.. verb.Split(' '), .. rest];
        var result = await tenant.RunAsync(cancellationToken, [.. words, "--json"]);
        _seen.Add((verb, result));
        if (result.Code != code)
            _mistakes.Add($"Expected exit code {code}. {result}");
    }
}
