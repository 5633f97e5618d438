namespace Muster.Server.Ui;

/// <summary>The part of a list without an end that is shown, in numbers of rows.</summary>
public interface IWindow
{
    /// <summary>Rows before the first one shown.</summary>
    int Before { get; }

    /// <summary>Rows shown.</summary>
    int Shown { get; }

    /// <summary>Rows there are, counted by the database.</summary>
    long Total { get; }

    /// <summary>The place to ask for to see the page before the first row.</summary>
    int Earlier { get; }

    /// <summary>The place to ask for to see the page behind the last row.</summary>
    int Further { get; }
}
