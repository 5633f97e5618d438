using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Muster.Server.Access;
using Muster.Server.Api.Protocol;

namespace Muster.Server.Tests.Api;

/// <summary>Who may do what, endpoint by endpoint.</summary>
[Collection(ApiRig.Name)]
public sealed class AccessTests(ApiRig rig)
{
    [Fact]
    public void Every_endpoint_has_an_entry_in_the_table_of_rights_and_asks_for_that_right()
    {
        var pages = Endpoints().Where(endpoint => !endpoint.Name.Contains(" /api/v1/", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(pages);
        Assert.All(pages, page => Assert.Equal(Right.SignedIn, page.Right));
        var found = Endpoints().Except(pages).ToDictionary(endpoint => endpoint.Name, endpoint => endpoint.Right?.ToString() ?? "none");
        var expected = ExpectedRights
            .Table.Where(row => row.Path is not ("/api" or "/api/v1/openapi.json"))
            .ToDictionary(row => $"{row.Method} {row.Path}", row => row.Right.ToString());
        Assert.Equal(
            expected.OrderBy(row => row.Key, StringComparer.Ordinal).Select(row => $"{row.Key}: {row.Value}"),
            found.OrderBy(row => row.Key, StringComparer.Ordinal).Select(row => $"{row.Key}: {row.Value}")
        );
    }

    [Fact]
    public async Task Every_endpoint_lets_in_who_has_the_right_and_nobody_else()
    {
        var wrong = new ConcurrentBag<string>();
        await Parallel.ForEachAsync(
            ApiRig.Callers,
            async (caller, _) =>
            {
                using var http = rig.As(caller);
                foreach (var row in ExpectedRights.Table)
                {
                    var path = string.Join(
                        '/',
                        row.Path.Split('/')
                            .Select(part =>
                                part == "{id:guid}" ? $"{Guid.Empty}"
                                : part.StartsWith('{') ? "999999999"
                                : part
                            )
                    );
                    // A parameter that there is not: refused after the right was looked at, before anything is done.
                    using var answer = await http.SendAsync(
                        row.Method,
                        $"{path}?noSuchParameter=1{row.Query}",
                        row.Method == "GET" ? null : row.Body ?? "{}"
                    );
                    var code =
                        answer.Content.Headers.ContentType?.MediaType == "application/problem+json"
                            ? (await answer.BodyAsync()).GetProperty("code").GetString()
                            : "";
                    var outcome = (answer.StatusCode, code) switch
                    {
                        (HttpStatusCode.Unauthorized, "unauthenticated") => "unknown",
                        (HttpStatusCode.Forbidden, "forbidden") => "forbidden",
                        (HttpStatusCode.BadRequest, "invalidRequest") => "in",
                        (HttpStatusCode.OK, _) => "in",
                        (HttpStatusCode.Redirect, _) when row.Path == "/api" => answer.Headers.Location!.ToString() is var to
                        && (to.Contains("/sign-in", StringComparison.Ordinal) || to.Contains("/no-permission", StringComparison.Ordinal))
                            ? "unknown"
                            : "in",
                        _ => $"{answer.StatusCode} {code}",
                    };
                    if (outcome != Expected(caller, row.Right))
                        wrong.Add($"{caller} {row.Method} {row.Path}: {outcome}, not {Expected(caller, row.Right)}");
                }
            }
        );
        Assert.Empty(wrong);
    }

    [Fact]
    public async Task Whoever_may_not_is_told_the_role_that_may()
    {
        using var http = rig.As("Auditor");
        using var answer = await http.SendAsync("POST", "/api/v1/sync", "{}", ApiHttp.Key());
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Contains("needs Operator", (await answer.BodyAsync()).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_is_led_to_a_page_instead_of_an_answer()
    {
        using var http = rig.As("anonymous");
        using var answer = await http.SendAsync("GET", "/api/v1/users");
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal("Bearer", answer.Headers.WwwAuthenticate.Single().Scheme);
    }

    private IEnumerable<(string Name, Right? Right)> Endpoints() =>
        rig
            .Server.Server.Services.GetRequiredService<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.RoutePattern.RawText!.TrimStart('/').StartsWith("api", StringComparison.OrdinalIgnoreCase))
            .SelectMany(endpoint =>
                (endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["ANY"]).Select(method =>
                    ($"{method} /{endpoint.RoutePattern.RawText!.Trim('/')}", endpoint.Metadata.GetMetadata<RequiredRight>()?.Right)
                )
            );

    private static string Expected(string caller, Right right) =>
        caller switch
        {
            _ when right == Right.Anonymous => "in",
            "anonymous" or "revoked" or "expired" or "unknown" or "disabled" => "unknown",
            "scoped" => Allowed(Role.Auditor, false, right),
            "Auditor.approver" => Allowed(Role.Auditor, true, right),
            _ => Allowed(Enum.Parse<Role>(caller), false, right),
        };

    private static string Allowed(Role role, bool approver, Right right) =>
        ExpectedRights.Holders[right].Contains(role.ToString()) || (approver && ExpectedRights.Holders[right].Contains("approver"))
            ? "in"
            : "forbidden";
}
