using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Muster.Engine.Inbox;
using Muster.Engine.Plans;
using Muster.Engine.Platform;
using Muster.Engine.Runs;
using Muster.Server.Access;
using Muster.Server.Accounts;
using Muster.Server.Api.Protocol;
using Muster.Server.Exporting;
using Muster.Server.Past;
using Muster.Server.Plans;
using Muster.Server.Problems;
using Muster.Server.Ui;

namespace Muster.Server.Api;

/// <summary>Plans, their steps, runs, problems, memberships, differences and accounts as files: the tables of the app.</summary>
internal static class WorkListExports
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var export = api.MapGroup("/export").WithTags("Export");
        ListExports.Shape(export.MapGet("/plans", PlansAsync), "exportPlans").Narrowed();
        ListExports.Shape(export.MapGet("/runs", RunsAsync), "exportRuns").Narrowed();
        ListExports.Shape(export.MapGet("/problems", ProblemsAsync), "exportProblems").Narrowed();
        ListExports.Shape(export.MapGet("/memberships", MembershipsAsync), "exportMemberships").Narrowed();
        ListExports.Shape(export.MapGet("/differences", DifferencesAsync), "exportDifferences");
        ListExports.Shape(export.MapGet("/accounts", AccountsAsync), "exportAccounts", Right.People);
        ListExports.Shape(
            api.MapGet("/plans/{id:long}/steps/export", StepsAsync).WithTags("Export").WithMetadata(PlanEndpoints.StepsGone),
            "exportPlanSteps"
        );
    }

    /// <summary>Sends the plans as a file, the newest first.</summary>
    /// <param name="format">The form; <c>csv</c> when left out.</param>
    /// <param name="state">Only plans that stand so.</param>
    /// <param name="connection">Only plans of this connection.</param>
    internal static async Task<IResult> PlansAsync(
        HttpContext context,
        MusterInstance muster,
        ExportDesk desk,
        [Word(typeof(ExportFormat))] string? format,
        [Word(typeof(PlanState))] string? state,
        string? connection,
        CancellationToken cancellationToken
    )
    {
        var form = ListExports.Form(format);
        var filter = new PlanFilter(
            connection is null ? null : await Named.KeyEverAsync(muster, connection, cancellationToken),
            Words.Of<PlanState>(state, "state"),
            null,
            Keyset.Page
        )
        {
            Within = context.Where(Right.Export),
        };
        var names = await Named.NamesEverAsync(muster, cancellationToken);
        return await ListExports.SendAsync(context, desk, form, WorkTables.Plans(muster, names, filter, cancellationToken));
    }

    /// <summary>Sends the runs as a file, the newest first.</summary>
    /// <param name="format">The form; <c>csv</c> when left out.</param>
    /// <param name="outcome">Only runs that ended so.</param>
    /// <param name="trigger">Only runs that this began.</param>
    /// <param name="connection">Only runs of this connection.</param>
    internal static async Task<IResult> RunsAsync(
        HttpContext context,
        MusterInstance muster,
        ExportDesk desk,
        [Word(typeof(ExportFormat))] string? format,
        [Word(typeof(RunOutcome))] string? outcome,
        [Word(typeof(RunTrigger))] string? trigger,
        string? connection,
        CancellationToken cancellationToken
    )
    {
        var form = ListExports.Form(format);
        var filter = new RunFilter
        {
            Connection = connection is null ? null : await Named.KeyEverAsync(muster, connection, cancellationToken),
            Outcome = Words.Of<RunOutcome>(outcome, "outcome"),
            Trigger = Words.Of<RunTrigger>(trigger, "trigger"),
            Within = context.Where(Right.Export),
        };
        var names = await Named.NamesEverAsync(muster, cancellationToken);
        return await ListExports.SendAsync(context, desk, form, WorkTables.Runs(muster, names, filter, cancellationToken));
    }

    /// <summary>Sends the problems as a file, those seen last first; the open ones when no state is given.</summary>
    /// <param name="format">The form; <c>csv</c> when left out.</param>
    /// <param name="state"><c>open</c>, <c>snoozed</c>, <c>resolved</c> or <c>all</c>.</param>
    /// <param name="code">Only this kind.</param>
    /// <param name="connection">Only of this connection.</param>
    /// <param name="about">Only what is about exactly this: the name of a group.</param>
    /// <param name="mine">Only what the caller sees to.</param>
    internal static async Task<IResult> ProblemsAsync(
        HttpContext context,
        MusterInstance muster,
        ExportDesk desk,
        ProblemOwners owners,
        TimeProvider clock,
        [Word(typeof(ExportFormat))] string? format,
        [Word(typeof(ProblemState), "all")] string? state,
        string? code,
        string? connection,
        string? about,
        bool? mine,
        CancellationToken cancellationToken
    )
    {
        var form = ListExports.Form(format);
        var filter = new ProblemFilter(clock.GetUtcNow())
        {
            State = state == "all" ? null : Words.Of<ProblemState>(state, "state") ?? (ProblemState?)ProblemState.Open,
            Code = code,
            Connection = await KeyAsync(muster, connection, cancellationToken),
            Within = context.Where(Right.Export),
            Subject = about,
            Ids = mine == true ? await owners.OfAsync(context.Caller().Account, cancellationToken) : null,
        };
        var names = await Named.ConnectionNamesAsync(muster, cancellationToken);
        return await ListExports.SendAsync(
            context,
            desk,
            form,
            WorkTables.Problems(muster, names, filter, owners.NamesAsync, cancellationToken)
        );
    }

    /// <summary>Sends the groups of a person as a file, by name.</summary>
    /// <param name="user">The person: object id, number, UPN, mail or exact display name.</param>
    /// <param name="format">The form; <c>csv</c> when left out.</param>
    /// <param name="at">The state of then: an instant, <c>run:12</c> or <c>revision:12</c>.</param>
    internal static async Task<IResult> MembershipsAsync(
        string user,
        HttpContext context,
        MusterInstance muster,
        ExportDesk desk,
        TimeProvider clock,
        [Word(typeof(ExportFormat))] string? format,
        string? at,
        CancellationToken cancellationToken
    )
    {
        var (form, moment) = (ListExports.Form(format), await ListExports.MomentAsync(muster, at, clock, cancellationToken));
        var person = await Named.UserAsync(muster, user, moment.Moment.Revision, cancellationToken);
        var query = new MembershipQuery(person.Key) { Within = context.Where(Right.Export) };
        return await ListExports.SendAsync(
            context,
            desk,
            form,
            PeopleTables.Memberships(muster, await desk.NamesAsync(cancellationToken), moment, person, query, cancellationToken)
        );
    }

    /// <summary>Sends what differs between two moments as a file.</summary>
    /// <param name="from">The earlier moment: an instant, <c>run:12</c> or <c>revision:12</c>.</param>
    /// <param name="format">The form; <c>csv</c> when left out.</param>
    /// <param name="to">The later one; the present when left out.</param>
    /// <param name="group">Only this group, by number.</param>
    /// <param name="user">Only this person: object id, number, UPN, mail or exact display name, then or now.</param>
    internal static async Task<IResult> DifferencesAsync(
        string from,
        HttpContext context,
        MusterInstance muster,
        ExportDesk desk,
        TimeProvider clock,
        [Word(typeof(ExportFormat))] string? format,
        string? to,
        int? group,
        string? user,
        CancellationToken cancellationToken
    )
    {
        var form = ListExports.Form(format);
        var earlier = await ListExports.MomentAsync(muster, from, clock, cancellationToken, "from");
        var later = await ListExports.MomentAsync(muster, to, clock, cancellationToken, "to");
        if (earlier.Moment.Revision > later.Moment.Revision)
            throw ApiException.Invalid("?from", "'from' lies after 'to'. Change them over.");
        var person = user is null
            ? null
            : await ComparisonEndpoints.PersonAsync(muster, user, earlier.Moment.Revision, later.Moment.Revision, cancellationToken);
        var comparison = new Comparison(
            muster.Database.History,
            earlier.Moment.Revision,
            later.Moment.Revision,
            group is { } key ? new HashSet<int> { key } : null,
            person
        );
        IReadOnlyList<(string, string)> asked =
        [
            ("Group", group is { } only ? Wording.Numbers.Of(only) : ""),
            ("Person", person?.Handle ?? ""),
        ];
        return await ListExports.SendAsync(
            context,
            desk,
            form,
            RecordTables.Differences(comparison, earlier, later, asked, cancellationToken)
        );
    }

    /// <summary>Sends who may sign in as a file, by name; no secret is in it.</summary>
    /// <param name="format">The form; <c>csv</c> when left out.</param>
    internal static Task<IResult> AccountsAsync(
        HttpContext context,
        ExportDesk desk,
        AccountDesk accounts,
        GrantDesk grants,
        [Word(typeof(ExportFormat))] string? format,
        CancellationToken cancellationToken
    ) => ListExports.SendAsync(context, desk, ListExports.Form(format), RecordTables.Accounts(accounts, grants, cancellationToken));

    /// <summary>Sends the steps of a plan as a file, by group, removals first.</summary>
    /// <param name="id">Number of the plan.</param>
    /// <param name="format">The form; <c>csv</c> when left out.</param>
    /// <param name="kind">Only steps of this kind.</param>
    /// <param name="search">Only steps about a group or person whose name contains this.</param>
    /// <param name="department">Only steps about people of this department, as it is stored now.</param>
    internal static async Task<IResult> StepsAsync(
        long id,
        HttpContext context,
        MusterInstance muster,
        ExportDesk desk,
        PlanSheets sheets,
        PlanDepartments departments,
        [Word(typeof(ExportFormat))] string? format,
        [Word(typeof(StepsShown))] string? kind,
        string? search,
        string? department,
        CancellationToken cancellationToken
    )
    {
        var form = ListExports.Form(format);
        Words.Of<StepsShown>(kind, "kind");
        var plan = await muster.Database.Plans.FindAsync(id, cancellationToken) ?? throw ApiException.NotFound($"There is no plan {id}.");
        var sheet = await sheets.OfAsync(plan, Texts.English, cancellationToken) ?? throw PlanEndpoints.Gone(id);
        var people = await departments.InAsync(sheet, department, cancellationToken);
        return await ListExports.SendAsync(context, desk, form, WorkTables.Steps(id, sheet, kind, search, department, people));
    }

    private static async Task<int?> KeyAsync(MusterInstance muster, string? connection, CancellationToken cancellationToken) =>
        connection is null ? null : (await Named.ConnectionAsync(muster, connection, "", cancellationToken)).Key;
}

/// <summary>Which steps of a plan are sent.</summary>
internal enum StepsShown
{
    /// <summary>What takes something away.</summary>
    Removals,

    /// <summary>What gives something.</summary>
    Additions,

    /// <summary>What changes something.</summary>
    Changes,
}
