using Muster.Core.Guarding;

namespace Muster.Core.Configuration;

/// <summary>The settings of guard rails and of their ceiling: one for every figure.</summary>
internal static class GuardSettings
{
    public static IEnumerable<Setting<T>> Of<T>(string prefix, Func<T, GuardRails> read, Func<T, GuardRails, T> write) =>
        GuardFigure.All.Select(figure =>
            Settings.Number<T>(
                $"{prefix}.{figure.Path}",
                figure.Meaning,
                Danger.Destructive,
                figure.Kind,
                policies => figure.Read(read(policies)),
                (policies, value) => write(policies, figure.Write(read(policies), value))
            )
        );

    public static IEnumerable<Setting<T>> CeilingOf<T>(string prefix, Func<T, GuardCeiling> read, Func<T, GuardCeiling, T> write) =>
        GuardFigure.All.Select(figure =>
            Settings.Number<T>(
                $"{prefix}.{figure.Path}",
                $"No connection may set guards.{figure.Path} above this",
                Danger.Destructive,
                figure.Kind with
                {
                    MayBeNone = false,
                },
                policies => read(policies).Of(figure),
                (policies, value) => write(policies, read(policies).With(figure, value))
            )
        );
}
