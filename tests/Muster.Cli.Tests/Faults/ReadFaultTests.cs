using Microsoft.Data.Sqlite;

namespace Muster.Cli.Tests.Faults;

/// <summary>Answers that are not what Graph answers: one message, the right code, the state as it was, and a cure afterwards (INV-2, INV-14).</summary>
public sealed class ReadFaultTests
{
    [Theory]
    [InlineData("/v1.0/users/delta")]
    [InlineData("/v1.0/groups/delta")]
    public async Task HTML_in_place_of_JSON(string path)
    {
        await using var tenant = await Troubled.TenantAsync();
        await tenant.FaultsAsync(
            Tests.Token,
            new
            {
                path,
                body = "html",
                status = 200,
            }
        );
        var said = await tenant.FailsAsync(9, "sync", "--yes");
        Assert.Contains(path, said, StringComparison.Ordinal);
        Assert.Contains("proxy", said, StringComparison.Ordinal);
        await tenant.AssertRecoversAsync();
    }

    [Theory]
    [InlineData("truncated")]
    [InlineData("empty")]
    public async Task A_body_that_is_cut_short(string body)
    {
        await using var tenant = await Troubled.TenantAsync();
        await tenant.FaultsAsync(Tests.Token, new { path = "/v1.0/groups/delta", body });
        var said = await tenant.FailsAsync(9, "sync", "--yes");
        Assert.Contains("/groups/delta", said, StringComparison.Ordinal);
        await tenant.AssertRecoversAsync();
    }

    [Fact]
    public async Task A_connection_that_always_ends_in_the_middle_of_a_body()
    {
        await using var tenant = await Troubled.TenantAsync(new HurriedClock(40));
        await tenant.FaultsAsync(Tests.Token, new { path = "/v1.0/groups/delta", body = "reset" });
        var said = await tenant.FailsAsync(9, "sync", "--yes");
        Assert.Contains("attempts", said, StringComparison.Ordinal);
        await tenant.AssertRecoversAsync();
    }

    [Fact]
    public async Task A_connection_that_ends_once_in_the_middle_of_a_body_is_only_a_retry()
    {
        await using var tenant = await Troubled.TenantAsync(new HurriedClock(40));
        await tenant.FaultsAsync(
            Tests.Token,
            new
            {
                path = "/v1.0/groups/delta",
                body = "reset",
                times = 1,
            }
        );
        var run = await tenant.MustAsync(0, Tests.Token, "sync", "--yes", "--json");
        Assert.Equal(1, run.Json.GetProperty("graph").GetProperty("retries").GetInt32());
        await tenant.AssertRecoversAsync();
    }

    [Fact]
    public async Task A_page_with_neither_next_link_nor_delta_link_is_not_the_end()
    {
        await using var tenant = await Troubled.TenantAsync();
        await tenant.FaultsAsync(Tests.Token, new { path = "/v1.0/groups/delta", body = new { value = Array.Empty<object>() } });
        var said = await tenant.FailsAsync(9, "sync", "--yes", "--full");
        Assert.Contains("link", said, StringComparison.Ordinal);
        await tenant.AssertRecoversAsync();
    }

    [Fact]
    public async Task A_next_link_to_another_host_is_not_followed()
    {
        await using var tenant = await Troubled.TenantAsync();
        var body = new Dictionary<string, object>
        {
            ["value"] = Array.Empty<object>(),
            ["@odata.nextLink"] = "https://elsewhere.example/v1.0/groups/delta?$skiptoken=x",
        };
        await tenant.FaultsAsync(Tests.Token, new { path = "/v1.0/groups/delta", body });
        var said = await tenant.FailsAsync(9, "sync", "--yes");
        Assert.Contains("elsewhere.example", said, StringComparison.Ordinal);
        await tenant.AssertRecoversAsync();
    }

    [Fact]
    public async Task A_delta_link_that_leads_round_in_a_circle_ends()
    {
        await using var tenant = await Troubled.TenantAsync();
        var body = new Dictionary<string, object>
        {
            ["value"] = Array.Empty<object>(),
            ["@odata.nextLink"] = $"{tenant.Host.GraphUrl}/groups/delta?$skiptoken=round",
        };
        await tenant.FaultsAsync(Tests.Token, new { path = "/v1.0/groups/delta", body });
        await tenant.FailsAsync(9, "sync", "--yes");
        await tenant.AssertRecoversAsync();
    }

    [Fact]
    public async Task A_server_that_is_unavailable_for_ever()
    {
        await using var tenant = await Troubled.TenantAsync(new HurriedClock(40));
        await tenant.FaultsAsync(Tests.Token, new { path = "/v1.0/users/delta", status = 503 });
        var said = await tenant.FailsAsync(9, "sync", "--yes");
        Assert.Contains("503", said, StringComparison.Ordinal);
        await tenant.AssertRecoversAsync();
    }

    [Fact]
    public async Task A_throttled_read_waits_as_asked_and_goes_on()
    {
        await using var tenant = await Troubled.TenantAsync(new HurriedClock(40));
        await tenant.FaultsAsync(
            Tests.Token,
            new
            {
                path = "/v1.0/users/delta",
                status = 429,
                retryAfter = "17",
                times = 2,
            }
        );
        var run = await tenant.MustAsync(0, Tests.Token, "sync", "--yes", "--json");
        Assert.Equal(2, run.Json.GetProperty("graph").GetProperty("retries").GetInt32());
        Assert.InRange(run.Json.GetProperty("seconds").GetProperty("read").GetDouble(), 33, 1000);
        await tenant.AssertRecoversAsync();
    }

    [Fact]
    public async Task Gone_is_answered_by_a_full_read_with_the_same_result()
    {
        await using var tenant = await Troubled.TenantAsync();
        await tenant.FaultsAsync(
            Tests.Token,
            new
            {
                path = "/v1.0/groups/delta",
                status = 410,
                times = 1,
            }
        );
        var run = await tenant.MustAsync(0, Tests.Token, "sync", "--yes", "--json");
        Assert.True(run.Json.GetProperty("full").GetBoolean());
        await tenant.AssertRecoversAsync();
    }

    [Fact]
    public async Task Expired_delta_links_are_answered_by_a_full_read_with_the_same_result()
    {
        await using var tenant = await Troubled.TenantAsync();
        await tenant.ExpireDeltaLinksAsync(Tests.Token);
        var run = await tenant.MustAsync(0, Tests.Token, "sync", "--yes", "--json");
        Assert.True(run.Json.GetProperty("full").GetBoolean());
        await tenant.AssertRecoversAsync();
    }

    [Theory]
    [InlineData("garbage")]
    [InlineData("")]
    [InlineData("https://elsewhere.example/v1.0/groups/delta?$deltatoken=x")]
    [InlineData("\0\u0001\u0002")]
    public async Task A_corrupt_delta_link_in_the_database_is_answered_by_a_full_read(string link)
    {
        await using var tenant = await Troubled.TenantAsync();
        await ChangeLinksAsync(tenant, _ => link);
        var run = await tenant.MustAsync(0, Tests.Token, "sync", "--yes", "--json");
        Assert.True(run.Json.GetProperty("full").GetBoolean());
        await tenant.AssertRecoversAsync();
    }

    [Theory]
    [InlineData("cut")]
    [InlineData("swapped")]
    public async Task A_delta_link_whose_token_is_damaged_leads_to_a_full_read_or_to_one_clear_message(string how)
    {
        await using var tenant = await Troubled.TenantAsync();
        await ChangeLinksAsync(tenant, link => how == "cut" ? link[..^9] : link[..^9] + new string([.. link[^9..].Reverse()]));
        var before = await tenant.ExportAsync(Tests.Token);
        var result = await tenant.RunAsync(Tests.Token, "sync", "--yes");
        if (result.Code != 0)
        {
            Troubled.AssertOneMessage(result, 9);
            Assert.Contains("--full", result.Said(), StringComparison.Ordinal);
            Assert.Equal(before, await tenant.ExportAsync(Tests.Token));
            await tenant.MustAsync(0, Tests.Token, "sync", "--yes", "--full");
        }
        await tenant.AssertRecoversAsync();
    }

    [Fact]
    public async Task A_read_that_broke_off_removes_nobody_even_if_part_of_it_had_arrived()
    {
        var story = new TenantStory().Users([.. Tests.Several("p", 30)]).Group("team").Member("team", [.. Tests.Several("p", 30)]);
        await using var tenant = await TestTenant.SyncedAsync(story, Tests.Token, new() { MembersPerSlice = 5, GroupsPerDeltaPage = 5 });
        await tenant.FaultsAsync(
            Tests.Token,
            new
            {
                path = "/v1.0/groups/delta",
                skip = 2,
                body = "truncated",
            }
        );
        await tenant.FailsAsync(9, "sync", "--yes", "--full");
        await tenant.HealAsync(Tests.Token);
        var run = await tenant.MustAsync(0, Tests.Token, "sync", "--yes", "--json");
        Assert.Equal("noChanges", run.Json.GetProperty("outcome").GetString());
    }

    [Theory]
    [InlineData("plan")]
    [InlineData("groups discover")]
    [InlineData("groups create --from-directory --all")]
    [InlineData("users import --everyone --yes")]
    public async Task Every_command_that_reads_fails_alike(string command)
    {
        await using var tenant = await Troubled.TenantAsync();
        await tenant.FaultsAsync(Tests.Token, new { path = "/v1.0/", body = "truncated" });
        await tenant.FailsAsync(9, command.Split(' '));
        await tenant.AssertRecoversAsync();
    }

    [Fact]
    public async Task A_failed_sync_with_json_prints_one_document_that_says_so()
    {
        await using var tenant = await Troubled.TenantAsync();
        await tenant.FaultsAsync(Tests.Token, new { path = "/v1.0/groups/delta", body = "truncated" });
        var result = await tenant.MustAsync(9, Tests.Token, "sync", "--yes", "--json");
        Assert.Equal("incomplete", result.Json.GetProperty("outcome").GetString());
        Assert.Contains("groups/delta", result.Json.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    private static async Task ChangeLinksAsync(TestTenant tenant, Func<string, string> change)
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(tenant.Muster.Folder, "muster.db")};Pooling=False");
        await connection.OpenAsync(Tests.Token);
        await using var read = connection.CreateCommand();
        read.CommandText = "SELECT stream, link FROM delta_link WHERE link IS NOT NULL";
        var links = new List<(long Stream, string Link)>();
        await using (var rows = await read.ExecuteReaderAsync(Tests.Token))
            while (await rows.ReadAsync(Tests.Token))
                links.Add((rows.GetInt64(0), rows.GetString(1)));
        Assert.Equal(2, links.Count);
        foreach (var (stream, link) in links)
        {
            await using var write = connection.CreateCommand();
            write.CommandText = "UPDATE delta_link SET link = $link WHERE stream = $stream";
            write.Parameters.AddWithValue("$link", change(link));
            write.Parameters.AddWithValue("$stream", stream);
            await write.ExecuteNonQueryAsync(Tests.Token);
        }
    }
}
