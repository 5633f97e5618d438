using System.Globalization;
using Muster.Core.Guarding;

namespace Muster.Core.Configuration;

/// <summary>How lax the guard rails of any connection may be. A figure without a ceiling is free.</summary>
public sealed record GuardCeiling
{
    /// <summary>No figure has a ceiling.</summary>
    public static readonly GuardCeiling None = new();

    /// <summary>The ceilings, by path of the figure, in the order of <see cref="GuardFigure.All"/>.</summary>
    public ValueList<KeyValuePair<string, int>> Figures { get; init; } = ValueList.Empty<KeyValuePair<string, int>>();

    /// <summary>The ceiling of a figure; null when it has none.</summary>
    public int? Of(GuardFigure figure)
    {
        ArgumentNullException.ThrowIfNull(figure);
        foreach (var (path, value) in Figures)
            if (path == figure.Path)
                return value;
        return null;
    }

    /// <summary>The same with another ceiling of one figure; null takes it away.</summary>
    public GuardCeiling With(GuardFigure figure, int? value)
    {
        ArgumentNullException.ThrowIfNull(figure);
        var values = Figures.Where(ceiling => ceiling.Key != figure.Path).ToDictionary(StringComparer.Ordinal);
        if (value is { } number)
            values[figure.Path] = number;
        return this with
        {
            Figures = ValueList.Of(
                GuardFigure
                    .All.Where(known => values.ContainsKey(known.Path))
                    .Select(known => KeyValuePair.Create(known.Path, values[known.Path]))
            ),
        };
    }

    /// <summary>Guard rails no laxer than the ceiling.</summary>
    public GuardRails Bind(GuardRails guards) =>
        Exceeding(guards).Aggregate(guards, (bound, excess) => excess.Figure.Write(bound, excess.Ceiling));

    /// <summary>The figures that are laxer than the ceiling.</summary>
    public IReadOnlyList<GuardExcess> Exceeding(GuardRails guards) =>
        [
            .. GuardFigure
                .All.Select(figure => (Figure: figure, Ceiling: Of(figure), Limit: figure.Read(guards)))
                .Where(figure => figure.Ceiling is { } ceiling && !(figure.Limit <= ceiling))
                .Select(figure => new GuardExcess(figure.Figure, figure.Limit, figure.Ceiling!.Value)),
        ];
}

/// <summary>A figure of guard rails that is laxer than the workspace allows.</summary>
/// <param name="Figure">Which.</param>
/// <param name="Limit">The connection's figure; null for none.</param>
/// <param name="Ceiling">The workspace's ceiling.</param>
public sealed record GuardExcess(GuardFigure Figure, int? Limit, int Ceiling)
{
    /// <summary>Both, and what to do.</summary>
    public string Message =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"guards.{Figure.Path} is {Limit?.ToString(CultureInfo.InvariantCulture) ?? "none"}, above the workspace's ceiling guardCeiling.{Figure.Path} of {Ceiling}. Give at most {Ceiling}, or raise the ceiling first: muster settings set guardCeiling.{Figure.Path} VALUE --workspace --reason TEXT."
        );
}
