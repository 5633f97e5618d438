using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Muster.Engine.Connections;
using Muster.Server.Access;
using Muster.Server.Api.Protocol;
using Muster.Server.Notifications;
using Muster.Server.Ui;

namespace Muster.Server.Api;

/// <summary>What the directory of a connection tells of its changes by itself.</summary>
internal static class NotificationEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var notifications = api.MapGroup("/connections/{name}/notifications").WithTags("Connections");
        notifications.MapGet("", FindAsync).As("getNotifications", Right.Read);
        notifications.MapPut("", PutAsync).As("putNotifications", Right.Configure).IfMatch();
    }

    /// <summary>Says how it stands with the change notifications of a connection.</summary>
    /// <param name="name">Name of the connection.</param>
    internal static async Task<NotificationsItem> FindAsync(
        string name,
        HttpContext context,
        MusterInstance muster,
        NotificationSwitch notifications,
        CancellationToken cancellationToken
    ) => await SendAsync(context, notifications, await Named.ConnectionAsync(muster, name, "", cancellationToken), [], cancellationToken);

    /// <summary>Switches the change notifications of a connection on, which needs a public https address of this server that the directory can reach, or off, which ends the subscriptions at the directory as far as it answers.</summary>
    /// <param name="name">Name of the connection.</param>
    internal static async Task<NotificationsItem> PutAsync(
        string name,
        NotificationsOrder order,
        HttpContext context,
        MusterInstance muster,
        NotificationSwitch notifications,
        Etags tags,
        CancellationToken cancellationToken
    )
    {
        var connection = await Named.ConnectionAsync(muster, name, "", cancellationToken);
        return await tags.ChangeAsync(
            context,
            async () => Tag((await muster.NotificationsAsync(connection, cancellationToken)).Enabled),
            async () =>
                await SendAsync(
                    context,
                    notifications,
                    connection,
                    await SwitchAsync(notifications, connection, order.Enabled, context.Caller().Name, cancellationToken),
                    cancellationToken
                )
        );
    }

    private static async Task<IReadOnlyList<string>> SwitchAsync(
        NotificationSwitch notifications,
        Connection connection,
        bool enabled,
        string actor,
        CancellationToken cancellationToken
    )
    {
        if (!enabled)
            return await notifications.OffAsync(connection, actor, cancellationToken);
        await notifications.OnAsync(connection, actor, Texts.English, cancellationToken);
        return [];
    }

    private static async Task<NotificationsItem> SendAsync(
        HttpContext context,
        NotificationSwitch notifications,
        Connection connection,
        IReadOnlyList<string> notEnded,
        CancellationToken cancellationToken
    )
    {
        var standing = await notifications.StandingAsync(connection, Texts.English, cancellationToken);
        return Etags.Send(context, NotificationsItem.Of(standing, notEnded), Tag(standing.Report.Enabled));
    }

    /// <summary>What comes is counted all the time; a version is what a person decides.</summary>
    private static string Tag(bool enabled) => Etags.Of(new NotificationsOrder(enabled));
}
