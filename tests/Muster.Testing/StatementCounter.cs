using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Muster.Storage;

namespace Muster.Testing;

/// <summary>Counts what is sent to the databases of a data folder, by whichever way, until it is disposed.</summary>
public sealed class StatementCounter : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
{
    private readonly MusterDatabase _database;
    private readonly string _folder;
    private readonly string _part;
    private readonly List<IDisposable> _subscriptions = [];
    private int _count;

    /// <summary>Begins to count.</summary>
    /// <param name="database">The platform's database as the server has it open.</param>
    /// <param name="folder">The data folder; the accounts are there too.</param>
    /// <param name="part">Counts only statements with this part; all when it is empty.</param>
    public StatementCounter(MusterDatabase database, string folder, string part = "")
    {
        (_database, _folder, _part) = (database, folder, part);
        _database.Database.BeforeStatement = Add;
        _subscriptions.Add(DiagnosticListener.AllListeners.Subscribe(this));
    }

    /// <summary>Statements so far.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <inheritdoc />
    public void OnNext(DiagnosticListener value)
    {
        if (value.Name == DbLoggerCategory.Name)
            _subscriptions.Add(value.Subscribe(this));
    }

    /// <inheritdoc />
    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (
            value.Key == RelationalEventId.CommandExecuting.Name
            && value.Value is CommandEventData data
            && data.Command.Connection?.ConnectionString.Contains(_folder, StringComparison.Ordinal) == true
        )
            Add(data.Command.CommandText);
    }

    /// <inheritdoc />
    public void OnCompleted() { }

    /// <inheritdoc />
    public void OnError(Exception error) { }

    /// <inheritdoc />
    public void Dispose()
    {
        _database.Database.BeforeStatement = null;
        _subscriptions.ForEach(subscription => subscription.Dispose());
    }

    private void Add(string sql)
    {
        if (sql.Contains(_part, StringComparison.Ordinal))
            Interlocked.Increment(ref _count);
    }
}
