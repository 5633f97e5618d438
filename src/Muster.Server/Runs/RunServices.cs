using Microsoft.Extensions.DependencyInjection;
using Muster.Server.Plans;

namespace Muster.Server.Runs;

/// <summary>What the pages about plans and runs need.</summary>
internal static class RunServices
{
    /// <summary>Adds it.</summary>
    public static IServiceCollection AddPlansAndRuns(this IServiceCollection services) =>
        services
            .AddSingleton<Shelf>()
            .AddSingleton<Home.HomeRefresh>()
            .AddSingleton<Watching.WorkspaceWatch>()
            .AddSingleton<Watching.SharedReads>()
            .AddSingleton<Watching.RunningRuns>()
            .AddSingleton<Home.KnownActivity>()
            .AddSingleton<Connections.ConnectionBoards>()
            .AddSingleton<WorkStop>()
            .AddSingleton<SyncWork>()
            .AddSingleton<Drifting.DriftWork>()
            .AddSingleton<Problems.ProblemRetry>()
            .AddSingleton<Problems.ProblemOwners>()
            .AddSingleton<Problems.ProblemPast>()
            .AddSingleton<UndoWork>()
            .AddSingleton<PlanWork>()
            .AddSingleton<PlanSheets>()
            .AddSingleton<PlanNotes>()
            .AddSingleton<PlanWatch>()
            .AddSingleton<PlanApprovers>()
            .AddSingleton<PlanDepartments>()
            .AddSingleton<LiveLogs>()
            .AddSingleton<RunChanges>();
}
