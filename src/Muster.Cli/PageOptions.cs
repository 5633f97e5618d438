using System.CommandLine;
using System.Globalization;

namespace Muster.Cli;

/// <summary>The options of every list: how many rows, and behind which one.</summary>
internal sealed class PageOptions
{
    private readonly Option<int> _limit;
    private readonly Option<string?> _after;

    private PageOptions(int usual, string after, string description, string helpName)
    {
        _limit = new("--limit")
        {
            Description = "At most this many rows; 0 for all",
            DefaultValueFactory = _ => usual,
            HelpName = "N",
        };
        _after = new(after) { Description = description, HelpName = helpName };
    }

    /// <summary>Pages of a list that goes up.</summary>
    /// <param name="usual">Rows of a page when nothing is said.</param>
    public static PageOptions Upwards(int usual = 50) =>
        new(usual, "--after", "Begin behind this row; a page that is not the last names it", "ROW");

    /// <summary>Pages of a list that begins with the newest number.</summary>
    /// <param name="noun">What is listed, in the plural.</param>
    public static PageOptions Downwards(string noun) => new(20, "--before", $"Only {noun} before this number", "NUMBER");

    public void AddTo(Command command)
    {
        command.Add(_limit);
        command.Add(_after);
    }

    /// <exception cref="UserErrorException">The number of rows is none.</exception>
    public Page Read(Invocation call)
    {
        return new Page(Limit(call, _limit), call.Get(_after), _after.Name);
    }

    /// <summary>A number of rows.</summary>
    /// <exception cref="UserErrorException">It is none.</exception>
    public static int Limit(Invocation call, Option<int> option)
    {
        var limit = call.Get(option);
        return limit is >= 0 and <= Page.Most
            ? limit
            : throw new UserErrorException(
                ExitCodes.WrongUsage,
                $"{option.Name} is {limit}. Give how many rows to show, up to {Numbers.Of(Page.Most)}, or 0 for all."
            );
    }
}

/// <summary>Which page of a list.</summary>
/// <param name="Limit">At most so many rows; 0 for all.</param>
/// <param name="After">Place of the row before its first; null for the beginning.</param>
/// <param name="Option">The option by which the place is given.</param>
internal sealed record Page(int Limit, string? After, string Option)
{
    /// <summary>Rows of the largest page.</summary>
    public const int Most = 1_000_000;

    /// <summary>All of a list that is never long.</summary>
    public static readonly Page Whole = new(0, null, "");

    /// <summary>Rows to ask the database for: one more than is shown, to know whether there are more; 0 for all.</summary>
    public int Fetched => Limit == 0 ? 0 : Limit + 1;

    /// <summary>The place as a number.</summary>
    /// <exception cref="UserErrorException">It is none.</exception>
    public long? Number =>
        After is null ? null
        : long.TryParse(After, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : throw new UserErrorException(
            ExitCodes.WrongUsage,
            $"{Option} is '{After}', which is not a number. Leave it out for the first page."
        );

    /// <summary>The places a list names.</summary>
    /// <param name="parts">How many parts they have.</param>
    /// <exception cref="UserErrorException">It is no such place.</exception>
    public string?[]? Parts(int parts) =>
        After is null ? null
        : Places.Parts(After) is { } read && read.Length == parts ? read
        : throw NoSuchRow();

    /// <summary>No row has the place.</summary>
    public UserErrorException NoSuchRow() =>
        new(
            ExitCodes.WrongUsage,
            $"{Option} is '{After}', which is no row of this list. Give what the page before ended with, or leave it out for the first page."
        );
}
