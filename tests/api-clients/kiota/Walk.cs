using Client;
using Client.Models;
using Microsoft.Kiota.Abstractions.Authentication;
using Microsoft.Kiota.Http.HttpClientLibrary;

// What a program does with a client that Kiota made: list with cursors, plan, sync, follow, export, read problems.
var (url, token) = (args[0], args[1]);
var adapter = new HttpClientRequestAdapter(new BaseBearerTokenAuthenticationProvider(new Fixed(token, new Uri(url).Host)))
{
    BaseUrl = url,
};
var muster = new MusterClient(adapter).Api.V1;

var me = Known(await muster.Me.GetAsync());
Need(me.Name?.Length > 0, "who asks");
var users = new HashSet<string>();
string? cursor = null;
long? total;
do
{
    var page = Known(
        await muster.Users.GetAsync(request =>
        {
            (request.QueryParameters.Cursor, request.QueryParameters.Limit, request.QueryParameters.Total) = (cursor, 50, true);
            request.QueryParameters.StateAsUserState = UserState.Active;
        })
    );
    users.UnionWith(page.Items!.Select(user => user.Handle!));
    (cursor, total) = (page.Next, page.Total);
} while (cursor is not null);
Need(users.Count == total, $"{users.Count} of {total} users");

var plan = await EndAsync(await muster.Plans.PostAsync(new PlanOrder(), Keyed));
Need(plan.Failure is null && plan.Result is not null, $"a plan: {plan.Failure}");
var run = await EndAsync(await muster.Sync.PostAsync(new SyncOrder(), Keyed));
var id = long.Parse(run.Result!.Split('/')[^1]);
Need(Known(await muster.Runs[id].GetAsync()).Verb == "sync", "a sync");
using (var file = Known(await muster.Export.Users.GetAsync(request => request.QueryParameters.FormatAsExportFormat = ExportFormat.Csv)))
using (var text = new StreamReader(file))
    Need((await text.ReadToEndAsync()).StartsWith("user,id,", StringComparison.Ordinal), "an export");
try
{
    await muster.Groups[999999].GetAsync();
    Need(false, "a refusal");
}
catch (Problem refused)
{
    Need(refused is { Code: "notFound", ResponseStatusCode: 404 }, $"a problem: {refused.Code}");
}
Console.WriteLine($"{users.Count} users, plan {plan.Result}, run {run.Result}, problem read");

async Task<WorkItem> EndAsync(WorkItem? begun)
{
    var work = Known(begun);
    while (work.EndedAt is null)
    {
        await Task.Delay(100);
        work = Known(await muster.Work[work.Number!.Value].GetAsync());
    }
    return work;
}

static void Keyed<T>(Microsoft.Kiota.Abstractions.RequestConfiguration<T> request)
    where T : class, new() => request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString());

static T Known<T>(T? value) => value ?? throw new InvalidOperationException($"There is no {typeof(T).Name}.");

static void Need(bool holds, string what)
{
    if (!holds)
        throw new InvalidOperationException($"Wrong: {what}.");
}

/// <summary>The token.</summary>
internal sealed class Fixed(string token, string host) : IAccessTokenProvider
{
    public AllowedHostsValidator AllowedHostsValidator { get; } = new([host]);

    public Task<string> GetAuthorizationTokenAsync(
        Uri uri,
        Dictionary<string, object>? additionalAuthenticationContext = null,
        CancellationToken cancellationToken = default
    ) => Task.FromResult(token);
}
