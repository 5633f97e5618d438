using Muster.Storage.Sql;

namespace Muster.Storage.Moving;

/// <summary>Takes the cells of rows, one after the other.</summary>
internal interface ICells
{
    void Nothing();

    void Number(long value);

    void Text(string value);

    void Bytes(ReadOnlySpan<byte> value);

    void EndRow();
}

/// <summary>Inserts rows, and digests them as they are inserted: a text as the database can hold it.</summary>
internal sealed class InsertedCells(IBulkInsert insert, RowsHash digest, IDatabaseProvider provider) : ICells
{
    public void Nothing()
    {
        insert.Text(null);
        digest.Nothing();
    }

    public void Number(long value)
    {
        insert.Integer(value);
        digest.Number(value);
    }

    public void Text(string value)
    {
        var text = provider.Storable(value);
        insert.Text(text);
        digest.Text(text);
    }

    public void Bytes(ReadOnlySpan<byte> value)
    {
        insert.Blob(value);
        digest.Bytes(value);
    }

    public void EndRow()
    {
        insert.EndRow();
        digest.EndRow();
    }
}
