using Azure.Identity;
using Microsoft.Graph;
using Microsoft.Graph.Models.ODataErrors;
using Microsoft.Kiota.Abstractions;
using Muster.Conformance.Tests.Declaring;
using Muster.Conformance.Tests.Running;

namespace Muster.Conformance.Tests.DotNetSdk;

[Through(ThroughAttribute.DotNetSdk)]
public sealed class ErrorTests(ConformanceTenant tenant) : IClassFixture<ConformanceTenant>
{
    private readonly GraphServiceClient _graph = tenant.Sdk();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    [Refuses(Operations.Any, "not found: 404 `Request_ResourceNotFound`")]
    public async Task An_unknown_user_is_an_error_of_the_sdk_with_all_its_parts()
    {
        var error = await Assert.ThrowsAsync<ODataError>(() => _graph.Users[Guid.Empty.ToString()].GetAsync(cancellationToken: Stop));

        Assert.Equal((404, "Request_ResourceNotFound"), (error.ResponseStatusCode, error.Error!.Code));
        Assert.Contains(Guid.Empty.ToString(), error.Error.Message, StringComparison.Ordinal);
        Assert.NotNull(error.Error.InnerError!.RequestId);
        Assert.NotNull(error.Error.InnerError.ClientRequestId);
        Assert.NotNull(error.Error.InnerError.Date);
        Assert.Equal(error.Error.InnerError.RequestId, error.ResponseHeaders["request-id"].Single());
    }

    [Fact]
    [Refuses("GET /users", "a filter that needs an advanced query, without `ConsistencyLevel`: 400 `Request_UnsupportedQuery`")]
    public async Task An_advanced_filter_without_its_header_is_refused()
    {
        var error = await Assert.ThrowsAsync<ODataError>(() =>
            _graph.Users.GetAsync(request => request.QueryParameters.Filter = "endswith(mail,'@contoso.com')", Stop)
        );
        Assert.Equal((400, "Request_UnsupportedQuery"), (error.ResponseStatusCode, error.Error!.Code));
    }

    [Fact]
    [Refuses(Operations.Any, "a permission is missing: 403 `Authorization_RequestDenied`")]
    public async Task A_missing_permission_is_denied()
    {
        await using var lesser = await ConformanceTenant.StartedAsync(new() { Permissions = ["User.Read.All"] });
        var error = await Assert.ThrowsAsync<ODataError>(() => lesser.Sdk().Groups.GetAsync(cancellationToken: Stop));
        Assert.Equal((403, "Authorization_RequestDenied"), (error.ResponseStatusCode, error.Error!.Code));
    }

    [Fact]
    [Supports(Operations.Any, "429 with `Retry-After`, waited for by the client itself")]
    public async Task A_throttled_request_is_repeated_by_the_sdk()
    {
        await tenant.FaultAsync(
            new
            {
                path = "/v1.0/users",
                times = 2,
                status = 429,
                retryAfter = "1",
            }
        );
        var started = TimeProvider.System.GetTimestamp();

        var page = await _graph.Users.GetAsync(request => request.QueryParameters.Top = 5, Stop);

        Assert.Equal(5, page!.Value!.Count);
        Assert.True(TimeProvider.System.GetElapsedTime(started) >= TimeSpan.FromSeconds(1.9), "It did not wait as it was asked to.");
        Assert.Equal(2, await tenant.HealAsync());
    }

    [Fact]
    [Refuses(Operations.Any, "throttled for longer than the client repeats: 429 `TooManyRequests`")]
    public async Task A_request_throttled_for_good_ends_in_the_error()
    {
        await tenant.FaultAsync(
            new
            {
                path = "/v1.0/groups",
                status = 429,
                retryAfter = "0",
            }
        );

        // The SDK's own way of giving up: one exception for each try.
        var problem = await Assert.ThrowsAsync<AggregateException>(() => _graph.Groups.GetAsync(cancellationToken: Stop));

        Assert.All(problem.InnerExceptions, tried => Assert.Equal(429, Assert.IsType<ApiException>(tried).ResponseStatusCode));
        Assert.Equal(problem.InnerExceptions.Count, await tenant.HealAsync());
    }

    [Fact]
    [Refuses("GET /users/delta", "an expired delta link: 410 with `Location`")]
    public async Task An_expired_delta_link_is_gone()
    {
        await using var other = await ConformanceTenant.StartedAsync(ConformanceTenant.Options);
        var graph = other.Sdk();
        var url = $"{other.Host.GraphUrl}/users/delta?$deltatoken=latest";
        var start = await graph.Users.Delta.WithUrl(url).GetAsDeltaGetResponseAsync(cancellationToken: Stop);
        await other.ExpireDeltaTokensAsync();

        var error = await Assert.ThrowsAsync<ODataError>(() =>
            graph.Users.Delta.WithUrl(start!.OdataDeltaLink!).GetAsDeltaGetResponseAsync(cancellationToken: Stop)
        );

        Assert.Equal(410, error.ResponseStatusCode);
        Assert.NotEmpty(error.ResponseHeaders["Location"]);
    }

    [Fact]
    public async Task A_wrong_secret_fails_the_sign_in_with_its_number()
    {
        using var http = new HttpClient(tenant.Trusting());
        var credential = new ClientSecretCredential(
            tenant.Host.TenantId,
            tenant.Host.ClientId,
            "wrong",
            new ClientSecretCredentialOptions
            {
                AuthorityHost = tenant.Host.AuthorityUrl,
                DisableInstanceDiscovery = true,
                Transport = new Azure.Core.Pipeline.HttpClientTransport(http),
            }
        );

        var problem = await Assert.ThrowsAsync<AuthenticationFailedException>(() =>
            tenant.Sdk(credential).Users.GetAsync(cancellationToken: Stop)
        );

        Assert.Contains("AADSTS7000215", problem.InnerException!.Message, StringComparison.Ordinal);
    }
}
