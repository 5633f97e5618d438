using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Muster.Core.Configuration;
using Muster.Core.Scheduling;
using Muster.Engine.Configuration;
using Muster.Engine.Connections;
using Muster.Server.Access;
using Muster.Server.Api.Protocol;
using Muster.Server.Runs;
using Muster.Server.Scheduling;
using Muster.Server.Ui;
using Muster.Server.Wording;

namespace Muster.Server.Api;

/// <summary>When connections are synchronised by themselves.</summary>
internal static class ScheduleEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/schedules", ListAsync).As("listSchedules", Right.Read).Narrowed().WithTags("Schedules");
        var schedule = api.MapGroup("/connections/{name}/schedule").WithTags("Schedules");
        schedule.MapGet("", FindAsync).As("getSchedule", Right.Read);
        schedule.MapPut("", PutAsync).As("putSchedule", Right.Configure).IfMatch();
        schedule.MapPost("/pause", PauseAsync).As("pauseSchedule", Right.Configure).Idempotent();
        schedule.MapPost("/resume", ResumeAsync).As("resumeSchedule", Right.Configure).Idempotent();
        schedule.MapPost("/run", RunAsync).As("runSchedule", Right.Apply).Costly().Idempotent(required: true);
    }

    /// <summary>Lists the schedules of all connections, with the next five times of each.</summary>
    internal static async Task<Page<ScheduleItem>> ListAsync(
        HttpContext context,
        MusterInstance muster,
        ConnectionSchedules schedules,
        TimeProvider clock,
        [AsParameters] PageQuery page,
        CancellationToken cancellationToken
    )
    {
        var slice = Paging
            .Of(context, page)
            .Slice(
                await Named.ConnectionsAsync(muster, context, Right.Read, cancellationToken),
                connection => connection.Name,
                connection => connection
            );
        var items = new List<ScheduleItem>();
        foreach (var connection in slice.Items)
            items.Add(await ItemAsync(muster, connection, schedules, clock, cancellationToken));
        return new Page<ScheduleItem>(items, slice.Next, slice.Total);
    }

    /// <summary>Shows when a connection is synchronised, in words and with the next five times.</summary>
    /// <param name="name">Name of the connection.</param>
    internal static async Task<ScheduleItem> FindAsync(
        string name,
        HttpContext context,
        MusterInstance muster,
        ConnectionSchedules schedules,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var connection = await Named.ConnectionAsync(muster, name, "", cancellationToken);
        var item = await ItemAsync(muster, connection, schedules, clock, cancellationToken);
        return Etags.Send(context, item, SettingsEndpoints.Tag(item.Version));
    }

    /// <summary>Replaces a schedule, or says what it would mean. A pause stays.</summary>
    /// <param name="name">Name of the connection.</param>
    internal static async Task<ScheduleResult> PutAsync(
        string name,
        ScheduleOrder order,
        HttpContext context,
        MusterInstance muster,
        ConnectionSchedules schedules,
        Etags tags,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var connection = await Named.ConnectionAsync(muster, name, "", cancellationToken);
        var edits = Edits(order);
        SettingsVersion? before = null;
        return await tags.ChangeAsync(
            context,
            async () => SettingsEndpoints.Tag((before = await CurrentAsync(muster, connection, cancellationToken)).Version),
            () => SaveAsync(connection, before!, edits, order, context, muster, schedules, clock, cancellationToken),
            SettingsEndpoints.Thing(SettingScope.Of(connection.Key))
        );
    }

    /// <summary>Lets a schedule rest, with a reason that everybody sees, until an instant or until somebody resumes it. A pause that stands is replaced. Needs no version: whoever must stop it can.</summary>
    /// <param name="name">Name of the connection.</param>
    internal static async Task<Ok<ScheduleItem>> PauseAsync(
        string name,
        PauseOrder order,
        HttpContext context,
        MusterInstance muster,
        ConnectionSchedules schedules,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var wish = new PauseWish(Named.Reason(order.Reason), order.Until);
        if (wish.Until <= clock.GetUtcNow())
            throw ApiException.Invalid("/until", "That instant has passed. Send a later one, or none for a pause without an end.");
        return await RestAsync(name, wish, context, muster, schedules, clock, cancellationToken);
    }

    /// <summary>Lets a schedule that rests go on.</summary>
    /// <param name="name">Name of the connection.</param>
    internal static async Task<Ok<ScheduleItem>> ResumeAsync(
        string name,
        HttpContext context,
        MusterInstance muster,
        ConnectionSchedules schedules,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) => await RestAsync(name, null, context, muster, schedules, clock, cancellationToken);

    /// <summary>Begins now what the schedule would begin at its next time: a sync. The result of the work is the run.</summary>
    /// <param name="name">Name of the connection.</param>
    internal static async Task<Accepted<WorkItem>> RunAsync(
        string name,
        HttpContext context,
        MusterInstance muster,
        SyncWork syncs,
        CancellationToken cancellationToken
    )
    {
        var connection = await Named.ConnectionAsync(muster, name, "", cancellationToken);
        return await WorkEndpoints.AcceptedAsync(syncs.Sync(connection, context.Caller(), full: false), muster, cancellationToken);
    }

    private static SettingEdit[] Edits(ScheduleOrder order)
    {
        if (order is { EveryMinutes: not null, Cron: not null })
            throw ApiException.Invalid("/cron", "Send everyMinutes or cron, not both.");
        SettingEdit[] edits =
        [
            new("schedule.every", order.EveryMinutes?.ToString(CultureInfo.InvariantCulture)),
            new("schedule.cron", order.Cron),
            new("schedule.timeZone", order.TimeZone),
            new("schedule.quiet", Joined(order.Quiet)),
            new("schedule.allow", Joined(order.Allow)),
            new("schedule.missed", JsonFormat.Word(order.Missed)),
            new("schedule.fullReadDaily", order.FullReadDaily ? "true" : null),
        ];
        return edits;
    }

    private static string? Joined(IReadOnlyList<string>? windows) =>
        windows is { Count: > 0 } ? SettingKind.Several.Join([.. windows]) : null;

    private static async Task<ScheduleResult> SaveAsync(
        Connection connection,
        SettingsVersion before,
        IReadOnlyList<SettingEdit> edits,
        ScheduleOrder order,
        HttpContext context,
        MusterInstance muster,
        ConnectionSchedules schedules,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var draft = await DraftAsync(muster, connection, edits, before, cancellationToken);
        var shown = DraftItem.Of(draft, null);
        var reason = DraftItem.ReasonFor(draft.Danger, order.Reason, order.Draft);
        var meant = Settings.OfConnection.FromValues(draft.Values);
        if (
            SchedulePreview.Of(Texts.English, meant.Schedule, muster.SpreadOf(connection.Key), clock.GetUtcNow()).Fault is { } fault
            && !order.Draft
        )
            throw ApiException.Invalid(
                order.Allow is { Count: > 0 } ? "/allow"
                    : order.Cron is null ? "/quiet"
                    : "/cron",
                fault,
                "neverDue"
            );
        var pause = await StandingAsync(muster, connection, clock, cancellationToken);
        var notified = await muster.IsNotifiedAsync(connection, cancellationToken);
        var mode = await muster.ModeAsync(meant, notified, cancellationToken);
        ScheduleItem Then(long version) =>
            ScheduleItem.Of(
                connection.Name,
                connection.Key,
                muster.SpreadOf(connection.Key),
                version,
                meant,
                mode,
                pause,
                notified,
                schedules,
                clock.GetUtcNow()
            );
        if (order.Draft || draft.Differences.Count == 0)
            return Etags.Send(context, new ScheduleResult(shown, Then(before.Version)), SettingsEndpoints.Tag(before.Version));
        if (order.Confirm is not null)
            Consent.Demand(draft.Danger, order.Confirm, shown.Hash);
        if (
            await muster.Settings.SaveAsync(draft, context.Caller().Name, reason, cancellationToken) is not SettingsOutcome.Saved(var saved)
        )
            throw Etags.Overtaken();
        await schedules.RefreshAsync(cancellationToken);
        return Etags.Send(
            context,
            new ScheduleResult(shown with { Saved = true, Version = saved.Version }, Then(saved.Version)),
            SettingsEndpoints.Tag(saved.Version)
        );
    }

    private static async Task<SettingsDraft> DraftAsync(
        MusterInstance muster,
        Connection connection,
        IReadOnlyList<SettingEdit> edits,
        SettingsVersion before,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await muster.Settings.DraftAsync(SettingScope.Of(connection.Key), edits, before.Version, cancellationToken);
        }
        catch (SettingException wrong) when (Field(wrong.Path) is { } field)
        {
            throw ApiException.Invalid($"/{field}", wrong.Message);
        }
    }

    private static string? Field(string path) =>
        path switch
        {
            "schedule.every" => "everyMinutes",
            "schedule.cron" => "cron",
            "schedule.timeZone" => "timeZone",
            "schedule.quiet" => "quiet",
            "schedule.allow" => "allow",
            PauseEdits.Reason => "reason",
            PauseEdits.Until => "until",
            _ => null,
        };

    private static async Task<Ok<ScheduleItem>> RestAsync(
        string name,
        PauseWish? wish,
        HttpContext context,
        MusterInstance muster,
        ConnectionSchedules schedules,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var connection = await Named.ConnectionAsync(muster, name, "", cancellationToken);
        var before = await CurrentAsync(muster, connection, cancellationToken);
        var draft = await DraftAsync(muster, connection, ScheduleDesk.Edits(wish), before, cancellationToken);
        if (
            draft.Differences.Count > 0
            && await muster.Settings.SaveAsync(draft, context.Caller().Name, wish?.Reason, cancellationToken) is not SettingsOutcome.Saved
        )
            throw Etags.Overtaken();
        await schedules.RefreshAsync(cancellationToken);
        return TypedResults.Ok(await ItemAsync(muster, connection, schedules, clock, cancellationToken));
    }

    private static Task<StandingPause?> StandingAsync(
        MusterInstance muster,
        Connection connection,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) => StandingPause.FindAsync(muster.Database.Settings, connection.Key, clock.GetUtcNow(), cancellationToken);

    private static Task<SettingsVersion> CurrentAsync(MusterInstance muster, Connection connection, CancellationToken cancellationToken) =>
        muster.Database.Settings.CurrentAsync(SettingScope.Of(connection.Key), cancellationToken);

    private static async Task<ScheduleItem> ItemAsync(
        MusterInstance muster,
        Connection connection,
        ConnectionSchedules schedules,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var version = await CurrentAsync(muster, connection, cancellationToken);
        var policies = Settings.OfConnection.FromValues(version.Values);
        var pause = await StandingAsync(muster, connection, clock, cancellationToken);
        var notified = await muster.IsNotifiedAsync(connection, cancellationToken);
        return ScheduleItem.Of(
            connection.Name,
            connection.Key,
            muster.SpreadOf(connection.Key),
            version.Version,
            policies,
            await muster.ModeAsync(policies, notified, cancellationToken),
            pause,
            notified,
            schedules,
            clock.GetUtcNow()
        );
    }
}
