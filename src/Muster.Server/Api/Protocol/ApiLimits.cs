using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Muster.Server.Accounts;
using Muster.Server.Hosting;
using Muster.Server.SignIn;

namespace Muster.Server.Api.Protocol;

/// <summary>How much one caller may ask of the server, so that a program that runs wild does not push the others aside. Requests are counted for each token and session, what is costly for each person, whatever tokens and pages they use; who sends neither is counted by address.</summary>
internal sealed class ApiLimits : IDisposable
{
    /// <summary>Requests in a minute.</summary>
    public const int PerMinute = 1200;

    /// <summary>How often in a minute somebody may ask for each kind of work.</summary>
    public const int CostlyPerMinute = 120;

    private readonly Budget _all = new(PerMinute);
    private readonly Budget _costly = new(CostlyPerMinute);

    /// <summary>The refusal of one request too many; null while there is room.</summary>
    public ApiException? Refuse(HttpContext context) => Refusal(PerMinute, _all.Spend(Of(context)));

    /// <summary>The same for what is costly.</summary>
    public ApiException? RefuseCostly(HttpContext context, Cost kind) => Refusal(CostlyPerMinute, Spend(context.User, context, kind));

    /// <summary>Counts something costly that a page does.</summary>
    /// <returns>How long the person has to wait; null when they need not.</returns>
    public TimeSpan? Spend(Guid account, Cost kind) => _costly.Spend($"{kind} {account}");

    /// <summary>Counts a file that somebody asks for.</summary>
    /// <returns>How long they have to wait; null when they need not.</returns>
    public TimeSpan? SpendExport(HttpContext context) => Spend(context.User, context, Cost.Export);

    /// <inheritdoc />
    public void Dispose()
    {
        _all.Dispose();
        _costly.Dispose();
    }

    private TimeSpan? Spend(ClaimsPrincipal user, HttpContext context, Cost kind) =>
        Guid.TryParse(user.FindFirstValue(ClaimTypes.NameIdentifier), out var account)
            ? Spend(account, kind)
            : _costly.Spend($"{kind} {Networks.Of(context.Connection.RemoteIpAddress)}");

    private static ApiException? Refusal(int limit, TimeSpan? wait) =>
        wait is null
            ? null
            : new ApiException(
                StatusCodes.Status429TooManyRequests,
                "tooManyRequests",
                $"More than {limit} such requests in a minute. Wait as long as Retry-After says."
            )
            {
                RetryAfter = wait,
            };

    private static string Of(HttpContext context) =>
        context.User.FindFirstValue(SessionClaims.Token)
        ?? context.User.FindFirstValue(SessionClaims.Session)
        ?? Networks.Of(context.Connection.RemoteIpAddress);
}

/// <summary>Kinds of work that cost the server something; each has its own limit, so that one who exports may still explain.</summary>
internal enum Cost
{
    /// <summary>Reading a directory, planning, applying, and whatever else takes time.</summary>
    Work,

    /// <summary>Lists as files.</summary>
    Export,

    /// <summary>Why somebody is in a group, and what a sync would do about one person or group.</summary>
    Explain,
}
