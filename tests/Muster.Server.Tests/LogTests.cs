using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Muster.Server.Accounts;
using Muster.Server.Hosting;
using Muster.Testing;

namespace Muster.Server.Tests;

/// <summary>What the server writes down about itself.</summary>
public sealed class LogTests
{
    [Fact]
    public void Where_several_workspaces_are_served_a_line_says_which_it_is_about()
    {
        using var log = new StringWriter();
        using (var lines = new JsonLines(log, TimeProvider.System, "beta"))
            lines.CreateLogger("Muster").Log(LogLevel.Information, default, "Something happened", null, (text, _) => text);
        Assert.Equal("beta", JsonDocument.Parse(log.ToString()).RootElement.GetProperty("workspace").GetString());
    }

    [Fact]
    public async Task The_trace_that_a_failed_answer_names_is_in_the_log_with_the_failure()
    {
        await using var tenant = await TestTenant.StartAsync(ServerRig.SmallCompany, Tests.Token);
        var log = new StringWriter();
        var options = new ServerOptions
        {
            DataFolder = tenant.Muster.Folder,
            Urls = "http://127.0.0.1:0",
            Log = TextWriter.Synchronized(log),
        };
        await using (var server = await MusterServer.StartAsync(options, TimeProvider.System, Tests.Token))
        {
            await using (
                var context = await server
                    .Services.GetRequiredService<IDbContextFactory<AccountsContext>>()
                    .CreateDbContextAsync(Tests.Token)
            )
                await context.Database.ExecuteSqlRawAsync("ALTER TABLE api_token RENAME TO lost", Tests.Token);
            using var http = new HttpClient { BaseAddress = server.Address };
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/groups");
            request.Headers.Authorization = new("Bearer", $"{TokenDesk.Prefix}none");
            using var answer = await http.SendAsync(request, Tests.Token);
            Assert.Equal(500, (int)answer.StatusCode);
            var trace = JsonDocument
                .Parse(await answer.Content.ReadAsStringAsync(Tests.Token))
                .RootElement.GetProperty("traceId")
                .GetString();
            var lines = log.ToString()
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => JsonDocument.Parse(line).RootElement)
                .Where(line => line.GetProperty("traceId").GetString() == trace);
            Assert.Contains(
                lines,
                line => line.GetProperty("failure").GetString()?.Contains("api_token", StringComparison.Ordinal) == true
            );
        }
    }
}
