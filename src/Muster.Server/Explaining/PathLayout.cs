namespace Muster.Server.Explaining;

/// <summary>A person or group on a way.</summary>
/// <param name="Id">What tells it from others of the same name.</param>
/// <param name="Name">What it is called.</param>
public sealed record PathStep(string Id, string Name);

/// <summary>Ways from a person to a group, drawn as one picture from left to right. Pure.</summary>
internal sealed class PathLayout
{
    /// <summary>Width of a box.</summary>
    public const int BoxWidth = 190;

    /// <summary>Height of a box.</summary>
    public const int BoxHeight = 40;

    private const int ColumnWidth = 250;
    private const int RowHeight = 58;

    private readonly Dictionary<string, PlacedStep> _placed = [];

    /// <summary>Places the steps of some ways; each way begins with the person and ends with the group.</summary>
    public PathLayout(IReadOnlyList<IReadOnlyList<PathStep>> ways)
    {
        var columns = new Dictionary<string, int>();
        var last = ways.Max(way => way.Count) - 1;
        foreach (var way in ways)
            for (var i = 0; i < way.Count; i++)
                columns[way[i].Id] = i == way.Count - 1 ? last : Math.Max(columns.GetValueOrDefault(way[i].Id), i);
        var rows = new int[last + 1];
        foreach (var step in ways.SelectMany(way => way).DistinctBy(step => step.Id))
        {
            var column = columns[step.Id];
            _placed[step.Id] = new(step, 6 + column * ColumnWidth, 6 + rows[column]++ * RowHeight, column == 0, column == last);
        }
        Edges = [.. ways.SelectMany(way => way.Zip(way.Skip(1), (from, to) => (_placed[from.Id], _placed[to.Id]))).Distinct()];
        Width = 12 + last * ColumnWidth + BoxWidth;
        Height = 12 + (rows.Max() - 1) * RowHeight + BoxHeight;
    }

    /// <summary>Width of the picture.</summary>
    public int Width { get; }

    /// <summary>Height of the picture.</summary>
    public int Height { get; }

    /// <summary>The boxes.</summary>
    public IReadOnlyCollection<PlacedStep> Steps => _placed.Values;

    /// <summary>What is connected.</summary>
    public IReadOnlyList<(PlacedStep From, PlacedStep To)> Edges { get; }
}

/// <summary>A step with its place.</summary>
internal sealed record PlacedStep(PathStep Step, int X, int Y, bool IsPerson, bool IsTarget)
{
    /// <summary>Where lines meet it.</summary>
    public int Middle => Y + PathLayout.BoxHeight / 2;
}
