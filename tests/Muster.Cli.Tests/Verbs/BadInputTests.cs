using System.Text;
using Microsoft.Data.Sqlite;
using static Muster.Testing.TenantStory;

namespace Muster.Cli.Tests.Verbs;

/// <summary>Whatever is typed wrongly is answered with the field, the value and the way out, and nothing is written.</summary>
public sealed class BadInputTests(BadInputTests.Workspace workspace) : IClassFixture<BadInputTests.Workspace>
{
    /// <summary>What is typed, the exit code, and what the message holds: the field, the value, the fix.</summary>
    public static TheoryData<string, int, string, string, string> Inputs() =>
        new()
        {
            {
                "connection add entra --name new --tenant-id contoso.com --client-id 11111111-2222-3333-4444-555555555555 --secret-env PATH",
                64,
                "--name",
                "called so",
                "Use another name"
            },
            {
                "connection add entra --name a/b --tenant-id contoso.com --client-id 11111111-2222-3333-4444-555555555555 --secret-env PATH",
                64,
                "--name",
                "a slash",
                "such as a dash"
            },
            // Unknown names.
            { "groups show Crew", 7, "group", "'Crew'", "muster groups list" },
            { "groups members team", 7, "group", "'team'", "'Team'" },
            { "sync --yes --group Crew", 7, "group", "'Crew'", "muster groups list" },
            { "plan --group Crew", 7, "group", "'Crew'", "muster groups list" },
            { "users show nobody", 7, "user", "'nobody'", "muster users list" },
            { "users why nobody", 7, "user", "'nobody'", "muster sync" },
            { "explain nobody Team", 7, "user|person", "'nobody'", "muster users list|muster sync" },
            {
                "exceptions add --group Team --user nobody --include --until 2099-01-31 --reason r --yes",
                7,
                "--user|user",
                "'nobody'",
                "muster users list"
            },
            { "groups add-member Local nobody", 7, "user", "'nobody'", "muster users list" },
            { "users show Twins", 64, "users", "'Twins'", "give the object id" },
            { "sync --yes --connection nowhere", 7, "connection", "'nowhere'", "'corp'" },
            { "connection show nowhere", 7, "connection", "'nowhere'", "'corp'" },
            { "runs list --connection nowhere", 7, "connection", "'nowhere'", "'corp'" },
            { "settings set nestin direct --reason r --yes", 64, "setting", "'nestin'", "Did you mean nesting" },
            { "settings show nestin", 64, "setting", "'nestin'", "Did you mean nesting" },
            { "settings history --setting nestin", 64, "setting", "'nestin'", "Did you mean nesting" },
            { "plan show 99", 7, "plan", "99", "muster plan list" },
            { "plan show twelve", 64, "ID", "'twelve'", "a whole number, such as 12" },
            { "runs undo x --yes", 64, "ID", "'x'", "a whole number, such as 12" },
            { "exceptions end 99999999999999999999 --reason r", 64, "ID", "'99999999999999999999'", "too large" },
            { "users list --limit many", 64, "--limit", "'many'", "a whole number" },
            { "plan approve 99 --reason r", 7, "plan", "99", "muster plan list" },
            { "runs show 99", 7, "run", "99", "muster runs list" },
            { "runs undo 99 --yes", 7, "run", "99", "muster runs list" },
            { "problems show 99", 7, "problem", "99", "muster problems list" },
            { "exceptions show 99", 7, "exception", "99", "muster exceptions list" },
            { "users list --at run:99", 7, "--at", "99", "muster runs list" },
            { "users list --at revision:99", 7, "--at", "99", "from 1 to" },
            {
                "groups link Local --to 11111111-2222-3333-4444-555555555555",
                7,
                "directory has no group",
                "11111111-2222-3333-4444-555555555555",
                "muster groups discover"
            },
            {
                "users link Local --to 11111111-2222-3333-4444-555555555555",
                7,
                "directory",
                "11111111-2222-3333-4444-555555555555",
                "muster users match|muster sync"
            },
            // Values that cannot be read.
            { "users import --where 'department is IT' --yes", 64, "--where", "department is IT", "=|Write|empty" },
            { "users import --where 'departmnt = \"IT\"' --yes", 64, "--where", "departmnt", "department" },
            { "users import --members-of Crew --yes", 7, "--members-of|group", "'Crew'", "muster groups discover|discover" },
            { "users import --user nobody@contoso.com --yes", 7, "--user|user", "nobody@contoso.com", "check the spelling" },
            {
                "exceptions add --group Team --user ada@contoso.com --include --until 2020-01-31 --reason r --yes",
                64,
                "--until",
                "2020-01-31",
                "later|[Gg]ive|ahead|future"
            },
            {
                "exceptions add --group Team --user ada@contoso.com --include --until soon --reason r --yes",
                64,
                "--until",
                "'soon'",
                "2026-01-31"
            },
            { "problems snooze 1 --until 2020-01-31 --reason r", 64, "--until", "'2020-01-31'", "later" },
            { "runs undo 1 --until 2020-01-31 --yes", 64, "--until", "'2020-01-31'", "later" },
            { "schedule pause --reason r --until 2020-01-31", 64, "--until", "'2020-01-31'", "later" },
            { "schedule pause --reason r --until soon", 64, "--until", "'soon'", "2026-01-31" },
            { "schedule pause --reason r --for soon", 64, "--for", "'soon'", "12h" },
            { "schedule pause --reason r --connection nowhere", 7, "connection", "'nowhere'", "'corp'" },
            { "notifications on --connection nowhere", 7, "connection", "'nowhere'", "'corp'" },
            { "settings set schedule.allow mon-fri --yes", 64, "schedule.allow", "'mon-fri'", "mon-fri 06:00-20:00" },
            { "settings set schedule.missed sometimes --yes", 64, "schedule.missed", "'sometimes'", "makeUpAfterWindows" },
            { "settings set schedule.pausedUntil soon --yes", 64, "schedule.pausedUntil", "'soon'", "2027-01-31T18:00:00Z" },
            { "settings set schedule.pausedUntil 2999-01-31T18:00Z --yes", 64, "schedule.pausedUntil", "2999-01-31", "schedule.paused" },
            { "groups set Team --review-on soon", 64, "--review-on", "'soon'", "2027|20\\d\\d-" },
            { "exceptions list --ending soon", 64, "--ending", "'soon'", "14d" },
            { "users list --at soon", 64, "--at", "'soon'", "2026-01-31" },
            { "compare --from tomorrowish", 64, "--from", "'tomorrowish'", "2026-01-31" },
            { "guard simulate --since ever", 64, "--since", "'ever'", "90d|14d" },
            { "plan list --state sleepy", 64, "--state", "'sleepy'", "held" },
            { "runs list --outcome sleepy", 64, "--outcome|outcome", "'sleepy'", "held" },
            { "groups list --link sleepy", 64, "--link|link", "'sleepy'", "linked" },
            { "users list --state sleepy", 64, "--state|state", "'sleepy'", "suspended" },
            { "groups report --only dusty", 64, "--only", "'dusty'", "noPurpose" },
            { "groups pick Twin --to 9", 64, "--to", "9", "muster groups pick" },
            { "groups pick Twin --to first", 64, "--to", "'first'", "number" },
            { "groups link Local --to first", 64, "--to", "'first'", "GUID" },
            // Numbers out of bounds.
            { "users list --limit -5", 64, "--limit", "-5", "0 for all" },
            { "users list --limit many", 64, "--limit", "'many'", "--help|number" },
            { "compare --from run:1 --limit -5", 64, "--limit", "-5", "0 for all" },
            { "compare --from run:1 --skip -5", 64, "--skip", "-5", "0" },
            { "users preview --everyone --limit -5", 64, "--limit", "-5", "0" },
            { "guard simulate --since 90d --limit -5", 64, "--limit", "-5", "0" },
            { "settings set guards.groupStated.percent 0 --reason r --yes", 64, "guards.groupStated.percent", "'0'", "1 to 99" },
            { "settings set guards.runStated.percent 101 --reason r --yes", 64, "guards.runStated.percent", "'101'", "1 to 99" },
            { "guard simulate --since 90d --set guards.groupStated.percent=0", 64, "guards.groupStated.percent", "'0'", "1 to 99" },
            // Patterns and templates.
            {
                "settings set groupNamePatterns '(a+)+$' --workspace --reason r --yes",
                64,
                "groupNamePatterns",
                "(a+)+$",
                "Position 6: .*\\. "
            },
            { "settings set createGroupsLike 'ORG-{A' --reason r --yes", 64, "createGroupsLike", "ORG-{A", "Position 5: .*\\. " },
            { "groups discover --like '(a+)+$[' ", 64, "--like", "(a+)+$[", "position|\\*" },
            {
                "settings set userAttributes 'displayName={nickname}' --reason r --yes",
                64,
                "userAttributes",
                "nickname",
                "givenName|displayName"
            },
            {
                "settings set userAttributes 'displayName={surname' --reason r --yes",
                64,
                "userAttributes",
                "{surname",
                "expected|close|ends"
            },
            { "attributes preview ada@contoso.com --set 'displayName={nickname}'", 64, "--set", "nickname", "givenName|displayName" },
            // One name, one owner.
            { "groups create Team", 8, "group", "'Team'", "muster groups|other name|exists" },
            { "users add --upn ada@contoso.com --name Ada", 8, "UPN|user", "ada@contoso.com", "muster users|other|another" },
            {
                "connection add entra --name corp --tenant-id contoso.com --client-id 11111111-2222-3333-4444-555555555555 --secret-env PATH",
                8,
                "connection|--name",
                "'corp'",
                "muster connection update|another name"
            },
            { "config apply FILE:claimed.yaml --reason r --yes", 64, "groups", "'{inner}'", "twice|one group" },
            { "groups link Local --to {inner}", 8, "Directory group", "{inner}", "unlink or retire" },
            // Names that are none.
            { "groups create ''", 64, "name|NAME", "''", "1 to 256|[Gg]ive" },
            { "users add --upn '' --name x", 64, "userPrincipalName", "missing|x", "ada@contoso.com" },
            { "plan discard 1 --reason ''", 64, "--reason", "''|empty|1 to", "[Gg]ive|text|1 to" },
            {
                "exceptions add --group Team --user ada@contoso.com --include --until 2099-01-31 --reason '' --yes",
                64,
                "--reason|reason",
                "''|empty|1 to",
                "[Gg]ive|text|1 to"
            },
            // Files.
            { "config apply FILE:unknown.yaml --reason r --yes", 64, "connectons", "connectons", "did you mean 'connections'" },
            { "config apply FILE:type.yaml --reason r --yes", 64, "groups", "'no list'", "list" },
            { "config apply FILE:double.yaml --reason r --yes", 64, "version", "version", "twice|once" },
            { "config apply FILE:limit.yaml --reason r --yes", 64, "guards.runStated.percent", "'0'", "1 to 99" },
            { "config apply /nowhere/muster.yaml --reason r --yes", 7, "file", "/nowhere/muster.yaml", "[Cc]heck|exist" },
            { "users import --csv FILE:bad.csv", 64, "userPrincipalName", "'nothing'", "[Gg]ive|ada@|such as" },
            { "audit verify --checkpoint FILE:unknown.yaml", 64, "checkpoint", "unknown.yaml", "muster audit checkpoint" },
        };

    [Theory]
    [MemberData(nameof(Inputs))]
    public async Task Bad_input_is_answered_with_field_value_and_fix_and_changes_nothing(
        string typed,
        int code,
        string field,
        string value,
        string fix
    )
    {
        var before = workspace.Rows();
        var result = await workspace.Tenant.RunAsync(Tests.Token, workspace.Words(typed));
        Assert.True(result.Code == code, $"Expected exit code {code}. {result}");
        Assert.Equal("", result.Output);
        Assert.Matches(field, result.Error);
        Assert.Matches(value.StartsWith('-') || value.Length == 0 ? value : Says(Workspace.Filled(value)), result.Error);
        Assert.Matches(fix, result.Error);
        Assert.DoesNotContain("Exception", result.Error, StringComparison.Ordinal);
        Assert.Equal(before, workspace.Rows());
    }

    /// <summary>Alternatives stay a pattern; anything else is meant literally.</summary>
    private static string Says(string value) =>
        value.Contains('|', StringComparison.Ordinal) ? value : System.Text.RegularExpressions.Regex.Escape(value);

    /// <summary>A small workspace that all rows share, since none of them changes it.</summary>
    public sealed class Workspace : IAsyncLifetime
    {
        private readonly TemporaryFolder _files = new();

        internal TestTenant Tenant { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            var story = new TenantStory()
                .Users("ada", "grace")
                .User("castor", ("displayName", "Twins"))
                .User("pollux", ("displayName", "Twins"))
                .Group("team", "Team")
                .Member("team", "ada")
                .Group("inner", "Inner")
                .Group("twin1", "Twin")
                .Group("twin2", "Twin");
            Tenant = await TestTenant.SyncedAsync(story, Tests.Token);
            await Tenant.RunAsync(Tests.Token, "groups", "create", "Twin");
            await Tenant.MustAsync(0, Tests.Token, "groups", "create", "Local");
            await Tenant.MustAsync(0, Tests.Token, "groups", "unlink", "Local", "--yes");
            await Tenant.MustAsync(0, Tests.Token, "users", "add", "--upn", "local@contoso.com", "--name", "Local");
            await Tenant.RunAsync(Tests.Token, "sync", "--yes");
            await Tenant.MustAsync(0, Tests.Token, "plan");
            _files.Write("unknown.yaml", "version: 1\nconnectons: []\n");
            _files.Write("type.yaml", "version: 1\ngroups: no list\n");
            _files.Write("double.yaml", "version: 1\nversion: 1\n");
            _files.Write("limit.yaml", "version: 1\nconnections:\n- name: corp\n  settings:\n    guards.runStated.percent: 0\n");
            _files.Write(
                "claimed.yaml",
                $"version: 1\ngroups:\n- name: a\n  link: {{connection: corp, id: {Id("inner")}}}\n- name: b\n  link: {{connection: corp, id: {Id("inner")}}}\n"
            );
            _files.Write("bad.csv", "userPrincipalName,displayName\nnothing,Nobody\n");
        }

        internal static string Filled(string text) => text.Replace("{inner}", Id("inner").ToString(), StringComparison.Ordinal);

        internal string[] Words(string typed) =>
            [
                .. CommandTree
                    .Words(Filled(typed))
                    .Select(word => word.StartsWith("FILE:", StringComparison.Ordinal) ? _files.In(word[5..]) : word),
            ];

        /// <summary>Every row of every table, but for the lease of who works, and how far the directory was read: looking something up there may read on.</summary>
        internal string Rows()
        {
            using var database = new SqliteConnection(
                $"Data Source={Path.Combine(Tenant.Muster.Folder, "muster.db")};Mode=ReadOnly;Pooling=False"
            );
            database.Open();
            var text = new StringBuilder();
            foreach (
                var table in Select(
                    database,
                    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT IN ('lease', 'delta_link') ORDER BY name"
                )
            )
            foreach (var row in Select(database, $"SELECT * FROM \"{table}\""))
                text.Append(table).Append(": ").AppendLine(row);
            return text.ToString();
        }

        private static List<string> Select(SqliteConnection database, string sql)
        {
            using var command = database.CreateCommand();
#pragma warning disable CA2100 // Names of tables, from the database itself.
            command.CommandText = sql;
#pragma warning restore CA2100
            using var reader = command.ExecuteReader();
            var rows = new List<string>();
            while (reader.Read())
                rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(column => Text(reader.GetValue(column)))));
            return rows;
        }

        private static string? Text(object value) =>
            value is byte[] bytes ? Convert.ToHexString(bytes) : Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture);

        public async ValueTask DisposeAsync()
        {
            _files.Dispose();
            await Tenant.DisposeAsync();
        }
    }
}
