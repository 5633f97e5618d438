using Muster.Core.Planning;
using Muster.Core.Platform;

namespace Muster.Server.Plans;

/// <summary>What a step does: gives, takes away, or changes.</summary>
internal static class PlanSigns
{
    /// <summary>Of a step about a group itself.</summary>
    public static PlanSign Of(GroupStep step) =>
        step switch
        {
            GroupStep.Create or GroupStep.Nest => PlanSign.Addition,
            GroupStep.Unnest or GroupStep.Retire => PlanSign.Removal,
            _ => PlanSign.Change,
        };

    /// <summary>Of a step about somebody's account.</summary>
    public static PlanSign Of(UserStep step) =>
        step switch
        {
            UserStep.Suspend => PlanSign.Removal,
            UserStep.Create or UserStep.CreateLocal or UserStep.Reactivate => PlanSign.Addition,
            _ => PlanSign.Change,
        };

    /// <summary>Of a step about an exception: one that begins gives a membership or keeps from it.</summary>
    public static PlanSign Of(ExceptionStep step) =>
        step is not ExceptionStep.Begin ? PlanSign.Change
        : step.Exception.Kind == ExceptionKind.Include ? PlanSign.Addition
        : PlanSign.Removal;
}
