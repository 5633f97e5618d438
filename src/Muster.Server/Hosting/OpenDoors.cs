using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Muster.Server.Access;
using Muster.Server.Api.Protocol;
using Muster.Server.Connections.Consent;
using Muster.Server.SignIn;

namespace Muster.Server.Hosting;

/// <summary>Limits what lies outside the API: by address the doors that are open to anybody, by person the lists that leave as files (security.md 31).</summary>
internal sealed class OpenDoors(ApiLimits people) : IDisposable
{
    /// <summary>How often in a minute one address may sign in, set up, confirm, come back from consent, or ask for a passkey.</summary>
    public const int PerMinute = 120;

    /// <summary>How often in a minute one address may call the notification endpoint; a directory gathers its notifications.</summary>
    public const int NotificationsPerMinute = 3000;

    private static readonly PathString[] Forms = ["/sign-in", "/setup", "/confirm"];
    private static readonly PathString[] Detours = ["/sign-in/entra", "/confirm/entra", "/passkeys", ConsentDesk.Callback];

    private readonly Budget _doors = new(PerMinute);
    private readonly Budget _notifications = new(NotificationsPerMinute);

    /// <summary>Counts by address; comes before anybody is known, so that a refused request costs nothing.</summary>
    public void UseByAddress(IApplicationBuilder web) =>
        web.Use((context, next) => WaitOf(context) is { } wait ? TooMany.AnswerAsync(context, wait) : next(context));

    /// <summary>Counts by person; comes once it is known who asks.</summary>
    public void UseByPerson(IApplicationBuilder web) =>
        web.Use(
            (context, next) =>
                IsFile(context) && people.SpendExport(context) is { } wait ? TooMany.AnswerAsync(context, wait) : next(context)
        );

    /// <inheritdoc />
    public void Dispose()
    {
        _doors.Dispose();
        _notifications.Dispose();
    }

    private TimeSpan? WaitOf(HttpContext context)
    {
        var (path, address) = (context.Request.Path, Networks.Of(context.Connection.RemoteIpAddress));
        if (path.StartsWithSegments("/notifications", StringComparison.OrdinalIgnoreCase))
            return _notifications.Spend(address);
        return IsUnder(path, Detours) || (HttpMethods.IsPost(context.Request.Method) && IsUnder(path, Forms))
            ? _doors.Spend(address)
            : null;
    }

    private static bool IsUnder(PathString path, PathString[] doors) =>
        doors.Any(door => path.StartsWithSegments(door, StringComparison.OrdinalIgnoreCase));

    /// <summary>A list that leaves as a file, outside the API, which counts its own.</summary>
    private static bool IsFile(HttpContext context) =>
        !ApiPipeline.IsApi(context.Request)
        && context.GetEndpoint()?.Metadata.GetOrderedMetadata<NeedsRightAttribute>().Any(need => need.Right == Right.Export) == true;
}
