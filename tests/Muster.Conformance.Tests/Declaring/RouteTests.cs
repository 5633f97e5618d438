namespace Muster.Conformance.Tests.Declaring;

public sealed class RouteTests
{
    [Fact]
    public async Task Every_route_the_emulator_serves_has_a_case()
    {
        var declared = ConformanceCase.All.Select(each => each.Route).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var served = await ServedAsync();

        Assert.Contains("POST /groups/{id}/members/$ref", served);
        Assert.True(served.Count > 40, "Routes were not found in the source any more.");
        Assert.Equal([], served.Where(route => !declared.Contains(route)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Every_operation_of_the_table_is_served_and_has_a_case()
    {
        var served = await ServedAsync();
        var shown = ConformanceCase.All.Select(each => each.Route).ToHashSet(StringComparer.Ordinal);
        Assert.All(
            Operations.All.SelectMany(operation => operation.Routes),
            route =>
            {
                Assert.Contains(route, shown);
                Assert.True(route == Operations.Any || served.Contains(route), $"{route} is in no router.");
            }
        );
    }

    [Fact]
    public void Routes_are_read_from_list_patterns()
    {
        const string Source = """
                private GraphAnswer Answer(string[] names) =>
                    names switch
                    {
                        ["users", .. var rest] => Users(rest),
                        ["me", ..] => throw new X(),
                        ["organization", .. var rest] => Organization(rest),
                    };

                private GraphAnswer Users(string[] rest)
                {
                    switch (rest)
                    {
                        case []:
                            return Get();
                        case [_, "memberof" or "x", .. var cast]:
                            return Get();
                    }
                }

                private GraphAnswer Organization(string[] rest) => Get();

                public async Task<Answer?> AnswerAsync(Request request)
                {
                    if (names is not ["subscriptions", ..])
                        return null;
                    switch (request.Method, names)
                    {
                        case ("GET", [_]):
                            return List(request);
                        case ("PATCH", [_, _]):
                            return await ChangeAsync(request);
                        case (_, [_] or [_, _]):
                            throw new X();
                    }
                }

                private static Func? Find(Request request) =>
                    (request.Method, names) switch
                    {
                        (_, [_, "delta"]) => null,
                        ("POST", ["groups", _, "members", "$ref"]) => context => Add(),
                        ("GET", ["users", _, _]) when Read(t => Is(t)) => tenant => Property(),
                        ("GET", ["directory", "deleteditems", var id]) when Guid.TryParse(id, out _) => tenant =>
                            Single(),
                    };
            """;

        Assert.Equal(
            [
                "GET /directory/deleteditems/{id}",
                "GET /organization",
                "GET /subscriptions",
                "GET /users",
                "GET /users/{id}/memberof",
                "GET /users/{id}/x",
                "GET /users/{id}/{property}",
                "PATCH /subscriptions/{id}",
                "POST /groups/{id}/members/$ref",
            ],
            ServedRoutes.Of(Source)
        );
    }

    private static async Task<HashSet<string>> ServedAsync()
    {
        // The batch endpoint is matched outside of the routers, the service document by an empty path.
        var served = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "POST /$batch", "GET /" };
        var folder = Repository.PathOf("src", "Muster.GraphEmulator");
        foreach (var file in Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories))
        {
            var source = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
            if (source.Contains("request.Path.Select(", StringComparison.Ordinal))
                served.UnionWith(ServedRoutes.Of(source));
        }
        return served;
    }
}
