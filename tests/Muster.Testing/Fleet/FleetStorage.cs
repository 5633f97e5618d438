namespace Muster.Testing.Fleet;

/// <summary>Bytes that an installation takes in the database, without copies of it and without room for the database to tidy up in.</summary>
/// <param name="What">What takes them.</param>
/// <param name="Rows">How many of it there are, or come in a year.</param>
/// <param name="BytesEach">Bytes of each, with indexes.</param>
/// <param name="IsYearly">Whether as much comes every year.</param>
public sealed record FleetStorage(string What, double Rows, double BytesEach, bool IsYearly)
{
    /// <summary>Bytes of all of them.</summary>
    public double Bytes => Rows * BytesEach;

    /// <summary>What an installation takes, by what takes it.</summary>
    public static IReadOnlyList<FleetStorage> Of(FleetFigures figures)
    {
        ArgumentNullException.ThrowIfNull(figures);
        var costs = figures.Options.Costs;
        return
        [
            new("users", figures.Users, costs.BytesOfUser, IsYearly: false),
            new("groups", figures.Groups, costs.BytesOfGroup, IsYearly: false),
            new("memberships", figures.Memberships, costs.BytesOfMembership, IsYearly: false),
            new("runs", figures.RunsAYear, costs.BytesOfRun, IsYearly: true),
            new("changes", figures.ChangesAYear, costs.BytesOfChange, IsYearly: true),
        ];
    }
}
