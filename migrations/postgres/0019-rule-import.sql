-- An import changes many rules in one version of the set in force: that version names no rule, and which rules it changed is
-- told by their standings.
alter table tocsin.rule_set drop constraint rule_set_change_check;
alter table tocsin.rule_set add constraint rule_set_change_check
  check (change in ('begin', 'activate', 'disable', 'enable', 'withdraw', 'import'));
alter table tocsin.rule_set drop constraint rule_set_check;
alter table tocsin.rule_set add constraint rule_set_check check ((rule_id is null) = (change in ('begin', 'import')));
