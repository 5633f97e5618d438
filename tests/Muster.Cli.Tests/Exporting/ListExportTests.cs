using System.Text.Json;
using MiniExcelLibs;
using Muster.Cli.Tests.Crashing;
using Muster.Cli.Tests.Verbs.Tour;

namespace Muster.Cli.Tests.Exporting;

/// <summary>Every list that the admin app exports leaves by the command line too, the same, and is recorded.</summary>
public sealed class ListExportTests(ListExportTests.Company company) : IClassFixture<ListExportTests.Company>
{
    private TestTenant Tenant => company.Tenant;

    public static TheoryData<string, string> Lists() =>
        new()
        {
            { "users", "user,id,userPrincipalName," },
            { "groups", "key,name,id,link,members," },
            { "members Team", "group,user,id,userPrincipalName," },
            { "memberships ada@contoso.com", "user,userPrincipalName,displayName,groupKey,group," },
            { "candidates", "name,id,state,obstacle,kind," },
            { "plans", "plan,state,connection,verb,madeAt," },
            { "steps 5", "plan,part,change,step,name,signInName,detail" },
            { "runs", "run,outcome,connection,verb,actor," },
            { "run-changes 3", "change,relation,origin,user," },
            { "compared-runs 5 3", "stands,relation,origin,user," },
            { "problems --state all", "id,state,connection,code,subject," },
            { "differences --from revision:1", "type,changes,group,user," },
            { "audit --action run.*", "number,at,actor,action,subject,detail," },
            { "accounts", "id,name,mail,entraObjectId,role," },
        };

    [Theory]
    [MemberData(nameof(Lists))]
    public async Task A_list_says_the_same_in_every_form_and_is_recorded(string list, string columns)
    {
        using var folder = new TemporaryFolder();
        string[] words = ["export", .. list.Split(' ')];
        var csv = (await Tenant.MustAsync(0, Tests.Token, [.. words, "--format", "csv", "--out", "-"])).Output;
        Assert.StartsWith(columns, csv, StringComparison.Ordinal);
        var rows = csv.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length - 1;
        Assert.InRange(rows, 1, 100);
        var lines = (await Tenant.MustAsync(0, Tests.Token, words)).JsonLines.ToList();
        Assert.Equal(rows, lines.Count);
        Assert.Equal(csv.Split("\r\n")[0], string.Join(',', lines[0].EnumerateObject().Select(property => property.Name)));
        var file = folder.In("list.xlsx");
        var told = await Tenant.MustAsync(0, Tests.Token, [.. words, "--out", file]);
        Assert.Equal(("", true), (told.Output, told.Error.Contains($"Wrote {rows} row", StringComparison.Ordinal)));
        Assert.Equal(rows, MiniExcel.Query(file, useHeaderRow: true).Count());
        var recorded = (await Tenant.MustAsync(0, Tests.Token, "audit", "list", "--action", "list.*", "--limit", "0", "--json"))
            .JsonLines.TakeLast(2)
            .ToList();
        Assert.Equal(["list.exportBegun", "list.exported"], recorded.Select(entry => entry.GetProperty("action").GetString()));
        Assert.All(recorded, entry => Assert.Equal("zoe@desk", entry.GetProperty("actor").GetString()));
        using var detail = JsonDocument.Parse(recorded[1].GetProperty("detail").GetString()!);
        Assert.Equal(
            ("xlsx", rows, true),
            (
                detail.RootElement.GetProperty("format").GetString(),
                detail.RootElement.GetProperty("rows").GetInt32(),
                detail.RootElement.GetProperty("whole").GetBoolean()
            )
        );
    }

    [Fact]
    public async Task A_name_that_a_spreadsheet_takes_for_a_formula_is_harmless()
    {
        var groups = (await Tenant.MustAsync(0, Tests.Token, "export", "groups", "--format", "csv")).Output;
        Assert.Contains(",'=2+5+cmd|' /C calc'!A0,", groups, StringComparison.Ordinal);
        var accounts = (await Tenant.MustAsync(0, Tests.Token, "export", "accounts", "--format", "csv")).Output;
        Assert.Contains(",'=Olga,", accounts, StringComparison.Ordinal);
        Assert.DoesNotContain(",=", groups + accounts, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_of_the_past_is_as_it_was_and_filters_narrow_it()
    {
        async Task<int> CountAsync(string typed) =>
            (await Tenant.MustAsync(0, Tests.Token, ["export", .. typed.Split(' ')])).JsonLines.Count();
        Assert.Equal(3, await CountAsync("users"));
        Assert.Equal(0, await CountAsync("groups --at revision:1"));
        Assert.Equal(1, await CountAsync("users --search ada"));
        Assert.Equal(0, await CountAsync("users --state suspended"));
        Assert.Equal(1, await CountAsync("members Team --only owners"));
        Assert.Equal(2, await CountAsync("members Team --at run:3 --only members"));
        Assert.Equal(1, await CountAsync("members Team --only direct"));
        Assert.Equal(await CountAsync("runs"), await CountAsync("runs --trigger person"));
        Assert.Equal(0, await CountAsync("runs --trigger schedule"));
        Assert.Equal(1, await CountAsync("compared-runs 3 5 --only undone"));
        Assert.Equal(0, await CountAsync("compared-runs 3 5 --only both"));
        Assert.Equal(0, await CountAsync("problems --about Team"));
    }

    [Theory]
    [InlineData(64, "users --format xlsx", "not for a terminal")]
    [InlineData(64, "users --format pdf", "pdf")]
    [InlineData(64, "users --state gone", "gone")]
    [InlineData(64, "users --at never", "never")]
    [InlineData(7, "members Nowhere", "There is no group called 'Nowhere'")]
    [InlineData(7, "memberships nobody@contoso.com", "nobody@contoso.com")]
    [InlineData(7, "runs --connection other", "There is no connection called 'other'")]
    [InlineData(7, "steps 99", "There is no plan 99")]
    [InlineData(7, "run-changes 99", "There is no run 99")]
    [InlineData(64, "compared-runs 3 3", "run 3 twice")]
    [InlineData(7, "users --out nowhere/at/all.csv", "there is no folder")]
    public async Task What_cannot_be_exported_is_refused_and_not_recorded(int code, string typed, string why)
    {
        var before = await RecordedAsync();
        var refused = await Tenant.MustAsync(code, Tests.Token, ["export", .. typed.Split(' ')]);
        Assert.Equal("", refused.Output);
        Assert.Contains(why, refused.Error, StringComparison.Ordinal);
        Assert.Equal(before, await RecordedAsync());
    }

    [Fact]
    public async Task Where_no_server_has_worked_there_are_no_accounts()
    {
        await using var fresh = await TestTenant.ConnectedAsync(new TenantStory().Users("ada"), Tests.Token);
        var refused = await fresh.MustAsync(7, Tests.Token, "export", "accounts");
        Assert.Contains("muster serve", refused.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(fresh.Muster.Folder, "accounts.db")));
    }

    [Fact]
    public async Task A_workbook_goes_into_a_pipe_as_it_is()
    {
        using var process = MusterProcess.Start(
            Tenant.Muster.Folder,
            new Dictionary<string, string>(),
            ["export", "users", "--format", "xlsx"]
        );
        var sent = await process.EndAsync();
        Assert.Equal(0, sent.Code);
        Assert.StartsWith("PK", sent.Output, StringComparison.Ordinal);
        Assert.Equal("", sent.Error);
    }

    private async Task<int> RecordedAsync() =>
        (await Tenant.MustAsync(0, Tests.Token, "audit", "list", "--action", "list.*", "--limit", "0", "--json")).JsonLines.Count();

    /// <summary>Two groups, a person who left and one who came, one of whom came back.</summary>
    public sealed class Company : IAsyncLifetime
    {
        internal TestTenant Tenant { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            var story = new TenantStory()
                .Users("ada", "grace", "linus")
                .Group("team", "Team")
                .Member("team", "ada", "grace")
                .Owner("team", "linus")
                .Group("formula", "=2+5+cmd|' /C calc'!A0")
                .Group("twin1", "Twin")
                .Group("twin2", "Twin")
                .Then()
                .NoMember("team", "grace")
                .Then()
                .Member("team", "grace");
            Tenant = await TestTenant.SyncedAsync(story, Tests.Token, actor: "zoe@desk");
            await Tenant.RunAsync(Tests.Token, "groups", "create", "Twin");
            await Tenant.NextAsync(Tests.Token);
            await Tenant.MustAsync(0, Tests.Token, "sync", "--yes");
            await AccountFolder.WithOneAsync(Tenant.Muster.Folder, null, Tests.Token);
        }

        public ValueTask DisposeAsync() => Tenant.DisposeAsync();
    }
}
