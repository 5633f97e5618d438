using System.CommandLine;
using Muster.Cli.Syncing;
using Muster.Engine.Plans;
using Muster.Server;

namespace Muster.Cli.Plans;

/// <summary><c>muster plan cut</c></summary>
internal static class CutPlanCommand
{
    public static Command Create(Cli cli)
    {
        var id = StoredPlans.Id();
        var additions = new Option<bool>("--additions-only") { Description = "Take out every removal and suspension" };
        var groups = new Option<string[]>("--without-group")
        {
            Description = "Take out everything about these groups",
            HelpName = "NAME",
            AllowMultipleArgumentsPerToken = true,
        };
        var users = new Option<string[]>("--without-user")
        {
            Description = "Take out everything about these people, by UPN or mail",
            HelpName = "UPN",
            AllowMultipleArgumentsPerToken = true,
        };
        var all = new Option<bool>("--all") { Description = "Show every row of the new plan, however many" };
        var command = new Command("cut", "Make a new plan of an old one without some of its rows; the old one stays")
        {
            id,
            additions,
            groups,
            users,
            all,
        }.WithExamples(
            "muster plan cut 12 --additions-only",
            "muster plan cut 12 --without-group \"IT Support\" Sales",
            "muster plan cut 12 --without-user ada@contoso.com --json"
        );
        cli.Handle(
            command,
            async (call, cancellationToken) =>
            {
                var request = new CutRequest(call.Get(additions), call.Get(groups) ?? [], call.Get(users) ?? []);
                if (request is { AdditionsOnly: false, WithoutGroups: [], WithoutUsers: [] })
                    throw new UserErrorException(
                        ExitCodes.WrongUsage,
                        "Say what to take out: --additions-only, --without-group NAME … or --without-user UPN …"
                    );
                await using var muster = await call.OpenExistingAsync(cancellationToken);
                switch (await muster.Plans.Cutter.CutAsync(call.Get(id), request, call.Actor, cancellationToken))
                {
                    case CutOutcome.Done(var plan, var steps):
                        await ShowAsync(call, muster, plan, steps, call.Get(all), cancellationToken);
                        return ExitCodes.Fine;
                    case CutOutcome.NotWaiting(var plan):
                        throw StoredPlans.NotWaiting(plan);
                    case CutOutcome.Refused(var why):
                        throw new UserErrorException(ExitCodes.Locked, why);
                    default:
                        throw StoredPlans.NotFound(call.Get(id));
                }
            }
        );
        return command;
    }

    private static async Task ShowAsync(
        Invocation call,
        MusterInstance muster,
        StoredPlan plan,
        Core.Planning.SyncPlan steps,
        bool everything,
        CancellationToken cancellationToken
    )
    {
        var connection = (await StoredPlans.ConnectionsAsync(muster, cancellationToken)).NameOf(plan);
        if (!call.Terminal.Json)
        {
            await ShowPlanCommand.PrintAsync(call.Terminal, muster, plan, steps, connection, everything, cancellationToken);
            ShowPlanCommand.Next(call.Terminal, plan);
            return;
        }
        call.Terminal.WriteJson(json => StoredPlanJson.Write(json, plan, connection));
        var names = await PlanNames.LoadAsync(steps, null, null, muster.Database.Platform, int.MaxValue, cancellationToken);
        PlanJson.WriteSteps(call.Terminal, steps, names);
    }
}
