using System.Net.Http.Json;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Muster.GraphEmulator;
using Muster.GraphEmulator.Company;
using Muster.Server.Demo;
using Muster.Server.Runs;

namespace Muster.Cli.Demo;

/// <summary>Changes and breaks the demo's tenant, over the emulator's own control address as anybody could.</summary>
internal sealed class EmulatedTenant : IDemoTenant, IDisposable
{
    /// <summary>What the app may do; <c>Group.Read.All</c> so that changes of groups are told at once.</summary>
    public static readonly string[] Permissions =
    [
        "User.Read.All",
        "GroupMember.Read.All",
        "Group.Read.All",
        "Member.Read.Hidden",
        "Organization.Read.All",
        "User-LifeCycleInfo.Read.All",
    ];

    private static readonly DemoAct[] Known =
    [
        new(
            "hire",
            "Somebody is hired",
            "A new person gets an account. The tenant tells of it, and they appear here within seconds.",
            false
        ),
        new(
            "leave",
            "Somebody leaves",
            "An account is disabled. Within seconds the person is suspended here and out of every group.",
            false
        ),
        new("move", "Somebody changes teams", "A person is added to a group by hand.", false),
        new("reorganise", "A team is reorganised", "Five people move, a group is renamed, a new one is founded.", false),
        new(
            "split",
            "A team is split in two",
            "Most of a team goes to a new group at once. That is more than a guard rail lets go unasked: the plan is held until somebody decides.",
            false
        ),
        new("month", "The next month", "A month of joiners, movers, leavers, renamed and deleted groups goes by.", false),
        new(
            "throttle",
            "Throttle requests",
            "Every second request is answered with 429 and asks to wait a second. Muster waits and finishes.",
            true
        ),
        new(
            "dropPage",
            "Lose a page",
            "A page of people arrives cut off. Muster notices, and changes nothing: an unfinished read proves nobody's leaving.",
            true
        ),
        new(
            "permission",
            "Lose a permission",
            "The app may no longer read groups. Muster says which permission is missing and changes nothing.",
            true
        ),
        new(
            "emptied",
            "Empty the source",
            "The directory answers with no groups and no people at all. Sync and read everything again: Muster holds it against the directory's own count and changes nothing.",
            true
        ),
        new(
            "deleteGroup",
            "Delete the source of a group",
            "A group is deleted in the directory. Muster says so among the problems, and its people here stay until somebody decides.",
            true
        ),
        new("heal", "Mend everything", "All faults end and the permission is back.", false),
    ];

    private readonly EmulatorHost _host;
    private readonly CompanyHistory _company;
    private readonly HttpClient _http;
    private int _months;

    public EmulatedTenant(EmulatorHost host, CompanyHistory company, int monthsGone)
    {
        (_host, _company, _months) = (host, company, monthsGone);
        var handler = new SocketsHttpHandler();
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            CustomTrustStore = { X509Certificate2.CreateFromPem(File.ReadAllText(host.CertificatePath)) },
        };
        _http = new HttpClient(handler) { BaseAddress = new Uri(host.AuthorityUrl, "_emulator/") };
    }

    /// <inheritdoc />
    public string Company => _company.DisplayName;

    /// <inheritdoc />
    public IReadOnlyList<DemoAct> Acts => Known;

    /// <inheritdoc />
    public IDemoReset? Reset { get; set; }

    /// <inheritdoc />
    public async Task<string> ActAsync(string act, CancellationToken cancellationToken) =>
        act switch
        {
            "hire" => await ChangeAsync("hire", cancellationToken),
            "leave" => await ChangeAsync("disable", cancellationToken),
            "move" => await ChangeAsync("addMember", cancellationToken),
            "split" => await ChangeAsync("split", cancellationToken),
            "reorganise" => await ChangeAsync("reorganise", cancellationToken),
            "deleteGroup" => await ChangeAsync("deleteGroup", cancellationToken),
            "month" => await MonthAsync(cancellationToken),
            "throttle" => await FaultAsync(
                new
                {
                    path = "/v1.0/",
                    probability = 0.5,
                    status = 429,
                    retryAfter = "1",
                },
                "Every second request is now asked to wait a second.",
                cancellationToken
            ),
            "dropPage" => await FaultAsync(
                new
                {
                    path = "/v1.0/users",
                    times = 1,
                    body = "truncated",
                },
                "The next page of people will arrive cut off.",
                cancellationToken
            ),
            "permission" => await PermissionAsync(
                ["User.Read.All", "Organization.Read.All"],
                "The app may not read groups any more.",
                cancellationToken
            ),
            "emptied" => await FaultAsync(
                new { path = "^/v1\\.0/(users|groups)", edit = "emptyValue" },
                "The directory now answers with nobody and nothing. Sync and read everything again to see what Muster makes of it.",
                cancellationToken
            ),
            "heal" => await HealAsync(cancellationToken),
            _ => throw new WorkFailedException($"There is no act called '{act}'. Nothing was changed."),
        };

    /// <summary>Moves most people of a group to a new one.</summary>
    public async Task SplitAsync(Guid group, string name, CancellationToken cancellationToken)
    {
        using var _ = await SendAsync(
            HttpMethod.Post,
            "changes",
            new
            {
                change = "split",
                group,
                name,
            },
            cancellationToken
        );
    }

    /// <summary>Deletes a group.</summary>
    public async Task DeleteAsync(Guid group, CancellationToken cancellationToken)
    {
        using var _ = await SendAsync(HttpMethod.Post, "changes", new { change = "deleteGroup", group }, cancellationToken);
    }

    public void Dispose() => _http.Dispose();

    private async Task<string> ChangeAsync(string change, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(HttpMethod.Post, "changes", new { change }, cancellationToken);
        return answer.RootElement.GetProperty("text").GetString() ?? "Done.";
    }

    private async Task<string> MonthAsync(CancellationToken cancellationToken)
    {
        if (_months >= _company.MonthEnds.Count)
            throw new WorkFailedException("The company's made-up life ends here; set the demo back to its beginning to live it again.");
        await _host.AdvanceAsync(_company.MonthEnds[_months++], cancellationToken);
        return $"A month has gone by: the tenant has {_host.State.Users:N0} people and {_host.State.Groups:N0} groups now.";
    }

    private async Task<string> FaultAsync(object rule, string done, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(HttpMethod.Post, "faults", new { rules = new[] { rule } }, cancellationToken);
        return done;
    }

    private async Task<string> PermissionAsync(string[] permissions, string done, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(HttpMethod.Post, "app", new { permissions }, cancellationToken);
        return done;
    }

    private async Task<string> HealAsync(CancellationToken cancellationToken)
    {
        using var faults = await SendAsync(HttpMethod.Delete, "faults", null, cancellationToken);
        return await PermissionAsync(Permissions, "All faults have ended and the app has its permissions again.", cancellationToken);
    }

    private async Task<JsonDocument> SendAsync(HttpMethod method, string path, object? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
            request.Content = JsonContent.Create(body, options: JsonSerializerOptions.Web);
        using var answer = await _http.SendAsync(request, cancellationToken);
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        return answer.IsSuccessStatusCode
            ? JsonDocument.Parse(text.Length == 0 ? "{}" : text)
            : throw new WorkFailedException($"The tenant refused: {text}");
    }
}
