using LocalEnergyMarket.Backend.Mastr.Units;
using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.Mastr.Tests.Records;

public sealed class UpgradeTests(MastrDatabase database)
{
    /// <summary>As Backend.Registry had it: a unit was a document.</summary>
    const string Documents = """
        create schema lem;
        create table lem.mt_doc_unit (id varchar primary key, data jsonb not null);
        insert into lem.mt_doc_unit values
            ('SEE910000000019', '{"id": "SEE910000000019", "name": "Dach", "kind": "Solar", "postcode": "01067", "grossPower": 9960, "operatorNumber": "ABR900000000119",
              "fields": {"EinheitMastrNummer": "SEE910000000019", "NameStromerzeugungseinheit": "Dach", "AnzahlModule": "24"}}'),
            ('SEE910000000026', '{"id": "SEE910000000026", "name": "Mühle", "kind": "Other", "postcode": "", "grossPower": 0, "operatorNumber": "", "fields": {"Energietraeger": "2498"}}');
        create table lem.mt_doc_marketactor (id varchar primary key, data jsonb not null);
        insert into lem.mt_doc_marketactor values ('ABR900000000119', '{"id": "ABR900000000119", "name": "", "fields": {"MastrNummer": "ABR900000000119"}}');
        """;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Units_that_were_documents_are_the_first_generation()
    {
        await using var store = await database.OpenAsync(Documents);

        var units = await new UnitRegister(store).ListAsync("", "", 10, Cancellation);

        Assert.Equal(["SEE910000000019", "SEE910000000026"], units.Select(unit => unit.Id), StringComparer.Ordinal);
        Assert.Equal(
            ("Dach", UnitKind.Solar, "01067", new Watts(9_960), "ABR900000000119", "24"),
            (units[0].Name, units[0].Kind, units[0].Postcode, units[0].GrossPower, units[0].OperatorNumber, units[0].Fields["anzahlmodule"]));
        await using var count = store.DataSource.CreateCommand("select kind, counts ->> '40' from mastr_records, mastr_generations where number = 'SEE910000000026'");
        await using var reader = await count.ExecuteReaderAsync(Cancellation);
        Assert.True(await reader.ReadAsync(Cancellation));
        Assert.Equal((4, "1"), (reader.GetInt16(0), reader.GetString(1)));
    }

    [Fact]
    public async Task Tables_of_documents_without_units_leave_no_generation()
    {
        await using var store = await database.OpenAsync("create schema lem; create table lem.mt_doc_unit (id varchar primary key, data jsonb not null)");
        await using var generations = store.DataSource.CreateCommand("select count(*) from mastr_generations");
        Assert.Equal(0L, await generations.ExecuteScalarAsync(Cancellation));
    }
}
