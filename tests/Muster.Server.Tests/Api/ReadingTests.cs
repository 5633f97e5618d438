using System.Net;
using Muster.Engine.Runs;
using Muster.Server.Access;

namespace Muster.Server.Tests.Api;

/// <summary>Who may only read keeps nobody from working.</summary>
[Collection(ApiRig.Name)]
public sealed class ReadingTests(ApiRig rig)
{
    /// <summary>Compares with the history under the lease; a sync that nobody asked for waits for it.</summary>
    private const string Drift = "/api/v1/connections/{name}/drift";

    [Fact]
    public async Task While_another_process_is_at_work_everything_can_be_read_as_it_was_read_last()
    {
        using var http = rig.As("Auditor");
        var database = rig.Server.Server.Muster.Database;
        await using var lease = await LeaseKeeper.AcquireAsync(database.Leases, "users import", TimeProvider.System, Tests.Token);
        var busy = new List<string>();
        foreach (var row in ExpectedRights.Table.Where(row => row.Right == Right.Read && row.Path != Drift))
        {
            using var answer = await http.SendAsync(row.Method, Filled(row), row.Method == "GET" ? null : row.Body ?? "{}");
            if (answer.StatusCode == HttpStatusCode.Conflict)
                busy.Add($"{row.Method} {row.Path} {await answer.Content.ReadAsStringAsync(Tests.Token)}");
        }
        Assert.DoesNotContain(busy, row => row.Contains("\"busy\"", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("GET", "/api/v1/directory-groups?read=true", null)]
    [InlineData("GET", "/api/v1/groups/1/candidates?read=true", null)]
    [InlineData("POST", "/api/v1/plans/1/compare", """{"read":true}""")]
    public async Task To_have_the_directory_read_takes_whoever_may_plan(string method, string path, string? body)
    {
        using var auditor = rig.As("Auditor");
        using var refused = await auditor.SendAsync(method, path, body);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        using var http = rig.As("Operator");
        using var read = await http.SendAsync(method, path, body);
        Assert.NotEqual(HttpStatusCode.Forbidden, read.StatusCode);
    }

    [Fact]
    public async Task Directory_groups_and_candidates_are_those_of_the_last_read()
    {
        using var http = rig.As("Auditor");
        var requests = rig.Server.Tenant.Host.State.Requests;
        var groups = await http.JsonAsync("/api/v1/directory-groups?state=linked&limit=1&total=true");
        Assert.True(groups.GetProperty("total").GetInt64() > 0);
        var key = (await http.JsonAsync("/api/v1/groups?limit=1&link=linked")).GetProperty("items")[0];
        var candidates = await http.JsonAsync($"/api/v1/groups/{key.GetProperty("key").GetInt32()}/candidates");
        Assert.Equal(
            key.GetProperty("name").GetString(),
            candidates.GetProperty("items")[0].GetProperty("group").GetProperty("name").GetString()
        );
        Assert.Equal(requests, rig.Server.Tenant.Host.State.Requests);
    }

    private static string Filled(ExpectedRight row) =>
        string.Join(
            '/',
            row.Path.Split('/')
                .Select(part =>
                    part == "{name}" ? "corp"
                    : part == "{user}" ? "%231"
                    : part.StartsWith('{') ? "1"
                    : part
                )
        ) + (row.Query.Length > 0 ? "?" + row.Query[1..].Replace("user=x", "user=%231", StringComparison.Ordinal) : "");
}
